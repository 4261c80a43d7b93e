import type { Observation } from './observation.ts';
import type { World } from './world.ts';

/** Secrets Manager accepts at most this many versions of a secret that are younger than a day. */
export const VERSIONS_PER_DAY = 100;
/** Number of versions that the rotator leaves free for rotators that run at the same time. */
const FREE = 2;

/**
 * Records a disturbance if the rotator refuses a rotation because the versions of a day are used up: the rotation succeeds
 * after older versions are a day old. A refusal with fewer versions is no disturbance.
 */
export function noteUsedUpVersions(
  { truth, store, scheduler }: Pick<World, 'truth' | 'store' | 'scheduler'>,
  seen: Observation,
): void {
  if (seen.kind !== 'log' || seen.fields['code'] !== 'VersionQuotaReached') return;
  const integration = String(seen.fields['integration']);
  if (store.versionsOfLastDay(integration) < VERSIONS_PER_DAY - FREE) return;
  truth.disturb(integration, scheduler.now());
}
