import { DetailType } from '../../../functions/contract.ts';
import { requestedIntegrations } from '../../../functions/requested-integrations.ts';
import type { RotationDemand } from '../../../functions/rotation/decide.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../../functions/time.ts';
import { START } from '../scenario/scenario.ts';
import type { Deliver } from './code-under-test.ts';
import { invoke } from './invocation.ts';
import type { Functions } from './mode.ts';
import type { FunctionName } from './observation.ts';
import type { SweepLog } from './sweep-log.ts';
import type { World } from './world.ts';

/** Starts the functions. */
export interface Schedules {
  /** Starts the schedules of both functions. */
  start(): void;
  /**
   * Requests a rotation of one integration, like an operator or a job.
   *
   * @param demand the default is a new access token, unless the published access token is young
   */
  request(integration: string, demand?: RotationDemand): void;
}

/** Detail-types for which a rule of the event bus starts the warner. */
const ALERTED_AT_ONCE: ReadonlySet<string> = new Set([
  DetailType.rotationFailed,
  DetailType.rotationRecovered,
  DetailType.refreshTokenAccepted,
  DetailType.refreshTokenNotRenewed,
  DetailType.contested,
  DetailType.contestEnded,
  DetailType.alertsDue,
]);

/** Why an invocation starts. */
interface Cause {
  /** Number of the scheduled sweep. */
  readonly sweep?: number | undefined;
  readonly requestedAt?: number | undefined;
  readonly demand?: RotationDemand | undefined;
  readonly isRetry?: boolean;
}

/**
 * EventBridge's schedules and rules, and Lambda's retries. Some scheduled events are missed, some come twice and some
 * come late. A failed invocation is retried once after a minute.
 */
export function schedules(world: World, sweeps: SweepLog, functions: Functions): Schedules {
  const { scheduler, scenario, draw } = world;
  let invocations = 0;

  const deliver: Deliver = ({ detailType, detail }) => {
    if (!ALERTED_AT_ONCE.has(detailType) || 'digest' in detail) return;
    const only = requestedIntegrations({ detail });
    for (let copies = draw.chance(scenario.warnings.doubled / 4) ? 2 : 1; copies > 0; copies--) {
      scheduler.after(draw.between(100, 3 * SECOND_MS), () => start('warner', only));
    }
  };
  const start = (
    name: FunctionName,
    only: readonly string[],
    { sweep, requestedAt, demand, isRetry }: Cause = {},
  ) => {
    const id = invocations++;
    // Only scheduled sweeps count: a retry comes too soon to repair the effects of the first attempt.
    const isScheduled = name === 'rotator' && only.length === 0 && isRetry !== true;
    invoke(
      world,
      {
        id,
        function: name,
        only,
        requestedAt,
        demand,
        scheduledAt: sweep === undefined ? undefined : START + sweep * world.policy.intervalMs,
      },
      async (invocation) => {
        try {
          await functions[name](invocation, deliver);
        } finally {
          // A sweep that fails without a fault counts too: no fault excuses it.
          if (isScheduled && sweep !== undefined && !world.unlisted.has(id)) sweeps.noteComplete(sweep);
        }
      },
      () => {
        if (isRetry !== true) {
          scheduler.after(MINUTE_MS, () => start(name, only, { sweep, requestedAt, demand, isRetry: true }));
        }
      },
    );
  };
  /** A scheduled time: usually one invocation, sometimes two or none. */
  const due = (
    name: FunctionName,
    { missed, doubled }: { readonly missed: number; readonly doubled: number },
    sweep?: number,
  ) => {
    const { scheduleOutage, undisturbedFrom } = scenario;
    const now = scheduler.now();
    const isUndisturbed = now >= undisturbedFrom;
    const isOutage = scheduleOutage !== undefined && now >= scheduleOutage.from && now < scheduleOutage.to;
    if (isOutage || (!isUndisturbed && draw.chance(missed))) {
      // The probes of a missed sweep come one probe interval later.
      world.truth.disturb(undefined, now + (name === 'rotator' ? world.policy.probeIntervalMs : 0));
      return;
    }
    start(name, [], { sweep });
    if (isUndisturbed || !draw.chance(doubled)) return;
    scheduler.after(draw.pick([0, 0, 300, 3 * SECOND_MS]), () => start(name, [], { sweep }));
  };

  return {
    start() {
      for (let sweep = 0, at = START; at < scenario.end; sweep += 1, at += scenario.policy.intervalMs) {
        scheduler.after(at - START + draw.between(0, SECOND_MS), () =>
          due('rotator', scenario.sweeps, sweep),
        );
      }
      for (let at = START + 8 * HOUR_MS; at < scenario.end; at += DAY_MS) {
        scheduler.after(at - START + draw.between(0, SECOND_MS), () => due('warner', scenario.warnings));
      }
    },
    request(integration, demand) {
      // Events hold whole seconds. An access token issued in the same second fulfils the request.
      const requestedAt = Math.floor(scheduler.now() / SECOND_MS) * SECOND_MS;
      const delivered = () => start('rotator', [integration], { requestedAt, demand });
      delivered();
      // A second delivery means two concurrent rotators, which is a separate fault.
      const isTwice = scenario.profile !== 'single-fault' && draw.chance(0.3);
      if (isTwice) scheduler.after(draw.between(0, 5 * MINUTE_MS), delivered);
    },
  };
}
