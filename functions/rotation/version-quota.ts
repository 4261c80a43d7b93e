import { RotationError, toRotationError } from '../integration/rotation-error.ts';
import { countOn, countYoung } from '../integration/version-count.ts';
import type { VersionCount } from '../integration/version-count.ts';
import { DAY_MS } from '../time.ts';
import type { RotationDependencies, RotationFacts } from './facts.ts';
import { MAX_YOUNG_VERSIONS, shortestRenewalMs } from './renewal-time.ts';

/** Rotators that run at the same time may each miss versions of the other in their count. So a high count is checked. */
const UNCERTAIN = 20;

/**
 * The versions that mints may use. Two versions stay free for rotators that run at the same time: each of them mints after
 * the same count, and its write must not be refused after that.
 */
const USABLE = MAX_YOUNG_VERSIONS - 2;

/** The part of the quota of versions that a mint may use. */
export interface QuotaShare {
  /** A mint needs fewer versions than this that are younger than a day. */
  readonly limit: number;
  /** Ms between the scheduled renewals that must still have room after the mint; `Infinity` for none. */
  readonly renewalMs: number;
}

/** The share of every rotation that consumers need. */
export const fullQuota: QuotaShare = { limit: USABLE, renewalMs: Infinity };

/**
 * The share of a request. It leaves to the schedule the renewals of a day and a quarter of the remaining quota, so that no
 * number of requests can stop the schedule.
 *
 * @param renewalMs shortest time between two scheduled renewals
 */
export function shareOfRequests(renewalMs: number): QuotaShare {
  const rest = USABLE - Math.ceil(DAY_MS / renewalMs);
  return { limit: USABLE - Math.ceil(rest / 4), renewalMs };
}

/**
 * Whether the secret can store one more version now, and then each scheduled renewal of the next day.
 *
 * @param times when the versions were stored, ms since the epoch
 */
export function hasRoom(times: readonly number[], now: number, { limit, renewalMs }: QuotaShare): boolean {
  for (let renewals = 0, at = now; at < now + DAY_MS; renewals += 1, at += renewalMs) {
    if (times.filter((storedAt) => storedAt > at - DAY_MS).length + renewals >= limit) return false;
  }
  return true;
}

/**
 * Counts the versions of the access-token secret before a mint. After the mint it would be too late: Secrets Manager
 * would refuse the write, and the published access token may be inactive already.
 *
 * It lists the versions only if their number in the tags is high or lost. If the listing fails, a rotation that
 * consumers need continues.
 *
 * @param isRequest whether only a request asks for the mint
 * @returns undefined if the number is unknown
 * @throws RotationError `VersionQuotaReached` if the quota allows no mint, or if a request asks for the mint and the
 *   listing fails
 */
export async function countVersions(
  { store, clock, log, policy }: RotationDependencies,
  { listed: { integration }, secrets, state, published }: RotationFacts,
  isRequest: boolean,
): Promise<VersionCount | undefined> {
  const now = clock.now();
  if (secrets.accessToken === undefined) return countYoung([], now);
  const share = isRequest && published ? shareOfRequests(shortestRenewalMs(published, policy)) : fullQuota;
  const inTags = state.accessToken?.versions;
  const known = inTags && countOn(inTags, now);
  const renewals = Math.ceil(DAY_MS / share.renewalMs);
  if (known && known.today + known.before + renewals + UNCERTAIN < share.limit) return known;
  try {
    const times = await store.versionTimes(integration);
    if (!hasRoom(times, now, share)) throw quotaReached(integration, isRequest);
    return countYoung(times, now);
  } catch (thrown) {
    const error = toRotationError(thrown);
    if (isRequest || error.code === 'VersionQuotaReached') throw error;
    log.warn('VersionsNotCounted', { integration, code: error.code, explanation: error.message });
    return known;
  }
}

function quotaReached(integration: string, isRequest: boolean): RotationError {
  const why = isRequest
    ? 'the other versions of a day are kept for scheduled renewals'
    : `AWS allows no more`;
  return new RotationError(
    'VersionQuotaReached',
    `the access-token secret of ${integration} has too many versions younger than a day; ${why}. The published access ` +
      'token stays. Find what requests rotations so often, and have it ask for minimum_remaining_minutes',
  );
}
