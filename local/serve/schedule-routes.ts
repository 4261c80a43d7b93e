import * as z from 'zod/mini';
import type { SweepSummary } from '../../functions/sweep/sweep.ts';
import { DAY_MS, HOUR_MS } from '../../functions/time.ts';
import { type ControlRoute, route, routeWithBody } from '../control/control-route.ts';
import type { PassedTime } from './pass-time.ts';

/** The clock and the schedules, for the control server. */
export interface ScheduleControl {
  /** Ms since the epoch. */
  now(): number;
  /** Moves the clock forward by this many ms, with every scheduled run in between. */
  advance(ms: number): Promise<PassedTime>;
  /**
   * Moves the clock forward until an event is sent, or until this many ms have passed. `event` is the detail-type of the
   * event, or undefined if no event was sent.
   */
  advanceToEvent(ms: number): Promise<PassedTime & { readonly event: string | undefined }>;
  /** Runs the rotator now. */
  runRotator(): Promise<SweepSummary>;
  /** The integrations with a backoff, and when it ends, in ms since the epoch. */
  backoffs(): readonly { readonly integration: string; readonly endsAt: number }[];
  /** Runs the warner now. */
  runWarner(): Promise<unknown>;
}

const advance = z.strictObject({ hours: z.number().check(z.positive(), z.maximum(10_000)) });

/** Days without an event after which the clock moves no further. */
const MOST_DAYS = 10;

/** `96 runs of the rotator (2 rotations) and 1 of the warner` */
function runsText({ rotatorRuns, warnerRuns, outcomes }: PassedTime): string {
  const rotations = counted(outcomes['rotated'] ?? 0, 'rotation');
  return `${counted(rotatorRuns, 'run')} of the rotator (${rotations}) and ${warnerRuns} of the warner`;
}

/** `Nothing was due. The backoff of demo ends at 2027-01-04T20:12:00.000Z.` */
function sweepText({ due }: SweepSummary, backoffs: ReturnType<ScheduleControl['backoffs']>): string {
  const backoffTexts = backoffs.map(
    ({ integration, endsAt }) => `The backoff of ${integration} ends at ${new Date(endsAt).toISOString()}.`,
  );
  return [
    due === 0 ? 'Nothing was due.' : `${counted(due, 'integration')} had due work.`,
    ...backoffTexts,
  ].join(' ');
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

/** The control routes of the clock and the schedules. */
export function scheduleRoutes(control: ScheduleControl): readonly ControlRoute[] {
  const shownTime = () => new Date(control.now()).toISOString();
  return [
    route('GET /clock', 'shows the time', () => ({ now: shownTime() })),
    routeWithBody(
      'POST /clock/advance',
      'moves the clock forward, with every scheduled run in between',
      ['{ hours }, up to 10000', advance],
      async ({ hours }) => {
        const passed = await control.advance(hours * HOUR_MS);
        return { now: shownTime(), done: `${runsText(passed)}.`, ...passed };
      },
    ),
    route(
      'POST /clock/next-event',
      `moves the clock until an event is sent, up to ${MOST_DAYS} days`,
      async () => {
        const { event = 'no event', ...passed } = await control.advanceToEvent(MOST_DAYS * DAY_MS);
        return { now: shownTime(), done: `${event}, after ${runsText(passed)}.`, event, ...passed };
      },
    ),
    route('POST /rotator/run', 'runs the rotator now; a backoff still applies', async () => {
      const summary = await control.runRotator();
      return { now: shownTime(), done: sweepText(summary, control.backoffs()), ...summary };
    }),
    route('POST /warner/run', 'runs the warner now', () => control.runWarner()),
  ];
}
