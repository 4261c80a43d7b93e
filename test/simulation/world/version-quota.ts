import type { Observation } from './observation.ts';
import type { World } from './world.ts';

/** Secrets Manager accepts at most this many versions of a secret that are younger than a day. */
export const VERSIONS_PER_DAY = 100;
/** The rotator keeps these free for rotators that run at the same time. */
const FREE = 2;

/**
 * A rotation that is refused because the versions of a day are used up is a disturbance: it succeeds after older versions
 * are a day old. A refusal before that is no excuse.
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
