import type { RotationDemand } from '../../../functions/rotation/decide.ts';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../../functions/time.ts';
import type { Schedules } from '../world/schedules.ts';
import type { IntegrationTruth } from '../world/truth.ts';
import type { World } from '../world/world.ts';

/** More requests than the 100 versions of a secret that Secrets Manager accepts in a day. */
const REQUESTS = 110;
/** What the jobs request: a new access token, a minimum remaining lifetime, or a forced rotation. */
const DEMANDS = [undefined, { minimumRemainingMs: 2 * HOUR_MS }, { isForced: true }] as const;

/**
 * Jobs request a rotation again and again: a pre-hook every 10 or 14 minutes, a burst within two minutes, or all jobs in
 * the same second.
 */
export function stormOfRequests(
  { draw, scheduler, scenario, truth, observe }: World,
  one: IntegrationTruth,
  request: Schedules['request'],
): void {
  const pauseMs = draw.pick([10 * MINUTE_MS, 14 * MINUTE_MS, SECOND_MS, 5]);
  const demand = draw.pick<RotationDemand | undefined>(DEMANDS);
  const requestAgain = (left: number) => {
    if (left === 0 || scheduler.now() >= scenario.undisturbedFrom) return;
    truth.disturb(one.name, scheduler.now());
    observe({ kind: 'act', act: 'request', integration: one.name });
    request(one.name, demand);
    scheduler.after(pauseMs, () => requestAgain(left - 1));
  };
  requestAgain(REQUESTS);
}
