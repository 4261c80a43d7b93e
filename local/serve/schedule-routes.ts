import * as z from 'zod/mini';
import { HOUR_MS } from '../../functions/time.ts';
import { type ControlRoute, route, routeWithBody } from '../control/control-route.ts';
import type { PassedTime } from './pass-time.ts';

/** The clock and the schedules, for the control server. */
export interface ScheduleControl {
  /** Ms since the epoch. */
  now(): number;
  /** Moves the clock forward by this many ms, with every scheduled run in between. */
  advance(ms: number): Promise<PassedTime>;
  /** Runs the rotator now. */
  runRotator(): Promise<unknown>;
  /** Runs the warner now. */
  runWarner(): Promise<unknown>;
}

const advance = z.strictObject({ hours: z.number().check(z.positive(), z.maximum(10_000)) });

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
        return { now: shownTime(), ...passed };
      },
    ),
    route('POST /rotator/run', 'runs the rotator now', () => control.runRotator()),
    route('POST /warner/run', 'runs the warner now', () => control.runWarner()),
  ];
}
