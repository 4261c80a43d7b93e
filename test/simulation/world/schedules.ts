import { DetailType } from '../../../functions/contract.ts';
import { requestedIntegrations } from '../../../functions/requested-integrations.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS, START, TICK_MS } from '../scenario/scenario.ts';
import { rotate, warnPeople } from './code-under-test.ts';
import type { Deliver, Sabotage } from './code-under-test.ts';
import { invoke } from './invocation.ts';
import type { Invocation } from './invocation.ts';
import type { FunctionName } from './observation.ts';
import type { SweepLog } from './sweep-log.ts';
import type { World } from './world.ts';

/** What starts the functions. */
export interface Schedules {
  /** Starts the schedules of both functions. */
  start(): void;
  /** An operator asks for a rotation of one integration. */
  request(integration: string): void;
}

/** Detail-types on which a rule of the event bus starts the warner. */
const TOLD_AT_ONCE: ReadonlySet<string> = new Set([
  DetailType.rotationFailed,
  DetailType.rotationRecovered,
  DetailType.refreshTokenAccepted,
  DetailType.alertsDue,
]);

/** Why an invocation starts. */
interface Cause {
  /** Number of the tick. */
  readonly tick?: number | undefined;
  readonly requestedAt?: number | undefined;
  readonly isRetry?: boolean;
}

const functions = { rotator: rotate, warner: warnPeople } as const;

/**
 * EventBridge's schedules, rules and Lambda's retries. Ticks are missed, come twice and come late; an invocation that
 * failed is tried once more after a minute.
 */
export function schedules(world: World, sweeps: SweepLog, sabotage: Sabotage): Schedules {
  const { scheduler, scenario, dice } = world;
  let invocations = 0;

  const deliver: Deliver = ({ detailType, detail }) => {
    if (!TOLD_AT_ONCE.has(detailType) || 'digest' in detail) return;
    const only = requestedIntegrations({ detail });
    for (let copies = dice.chance(scenario.warnings.doubled / 4) ? 2 : 1; copies > 0; copies--) {
      scheduler.after(dice.between(100, 3 * SECOND_MS), () => start('warner', only));
    }
  };
  const start = (name: FunctionName, only: readonly string[], { tick, requestedAt, isRetry }: Cause = {}) => {
    const id = invocations++;
    // Only ticks are counted: what Lambda tries again comes too soon after to make good what the first try left.
    const isTick = name === 'rotator' && only.length === 0 && isRetry !== true;
    invoke(
      world,
      { id, function: name, only, requestedAt },
      async (invocation: Invocation) => {
        try {
          await functions[name](world, invocation, deliver, sabotage);
        } finally {
          // A tick that fails by itself counts like any other: nothing kept it from doing what it is there for.
          if (isTick && tick !== undefined && !world.unlisted.has(id)) sweeps.noteComplete(tick);
        }
      },
      () => {
        if (isRetry !== true) {
          scheduler.after(MINUTE_MS, () => start(name, only, { tick, requestedAt, isRetry: true }));
        }
      },
    );
  };
  /** One time of a schedule: once as a rule, sometimes twice, sometimes not at all. */
  const due = (
    name: FunctionName,
    { missed, doubled }: { readonly missed: number; readonly doubled: number },
    tick?: number,
  ) => {
    const { silence, quietFrom } = scenario;
    const now = scheduler.now();
    const isQuiet = now >= quietFrom;
    const isSilent = silence !== undefined && now >= silence.from && now < silence.to;
    if (isSilent || (!isQuiet && dice.chance(missed))) {
      world.truth.disturb(undefined, now);
      return;
    }
    start(name, [], { tick });
    if (isQuiet || !dice.chance(doubled)) return;
    scheduler.after(dice.pick([0, 0, 300, 3 * SECOND_MS]), () => start(name, [], { tick }));
  };

  return {
    start() {
      for (let tick = 0, at = START; at < scenario.end; tick += 1, at += TICK_MS) {
        scheduler.after(at - START + dice.between(0, SECOND_MS), () => due('rotator', scenario.ticks, tick));
      }
      for (let at = START + 8 * HOUR_MS; at < scenario.end; at += DAY_MS) {
        scheduler.after(at - START + dice.between(0, SECOND_MS), () => due('warner', scenario.warnings));
      }
    },
    request(integration) {
      // Events tell whole seconds, and what was issued in the same one does not answer them.
      const requestedAt = Math.floor(scheduler.now() / SECOND_MS) * SECOND_MS + SECOND_MS;
      const delivered = () => start('rotator', [integration], { requestedAt });
      delivered();
      // Delivered twice it is two rotators at once, which is a fault of its own.
      const isTwice = scenario.profile !== 'single-fault' && dice.chance(0.3);
      if (isTwice) scheduler.after(dice.between(0, 5 * MINUTE_MS), delivered);
    },
  };
}
