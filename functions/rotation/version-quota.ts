import { RotationError, toRotationError } from '../integration/rotation-error.ts';
import { countOn, countYoung } from '../integration/version-count.ts';
import type { VersionCount } from '../integration/version-count.ts';
import { DAY_MS } from '../time.ts';
import type { RotationDependencies, RotationFacts } from './facts.ts';
import { MAX_YOUNG_VERSIONS, shortestScheduledPeriodMs } from './rotation-time.ts';

/** Versions that the count in the tags may miss, because rotators run at the same time. So a high count is checked. */
const UNCERTAIN = 20;

/**
 * The versions that mints may use. Two versions stay free for rotators that run at the same time. Each rotator mints after
 * the same count, and Secrets Manager must not refuse its write after the mint.
 */
const USABLE = MAX_YOUNG_VERSIONS - 2;

/** The part of the quota of versions that a mint may use. */
export interface QuotaShare {
  /** A mint is allowed only while fewer versions than this are younger than a day. */
  readonly limit: number;
  /** Ms between the scheduled rotations that must still have room after the mint; `Infinity` for none. */
  readonly periodMs: number;
}

/** The share of every rotation that consumers need. */
export const fullQuota: QuotaShare = { limit: USABLE, periodMs: Infinity };

/**
 * The share of a request. It leaves for the schedule the versions for the rotations of a day, and a quarter of the rest.
 * So no number of requests can stop the schedule.
 *
 * @param periodMs shortest time between two scheduled rotations
 */
export function shareOfRequests(periodMs: number): QuotaShare {
  const rest = USABLE - Math.ceil(DAY_MS / periodMs);
  return { limit: USABLE - Math.ceil(rest / 4), periodMs };
}

/**
 * Whether the secret can store one more version now, and then each scheduled rotation of the next day.
 *
 * @param times when the versions were stored, ms since the epoch
 */
export function hasRoom(times: readonly number[], now: number, { limit, periodMs }: QuotaShare): boolean {
  for (let rotations = 0, at = now; at < now + DAY_MS; rotations += 1, at += periodMs) {
    if (times.filter((storedAt) => storedAt > at - DAY_MS).length + rotations >= limit) return false;
  }
  return true;
}

/**
 * Counts the versions of the access-token secret before a mint. After the mint it would be too late: Secrets Manager
 * would refuse the write, and the published access token may be inactive already.
 *
 * The rotator lists the versions only if their number in the tags is high or lost. If the listing fails, a rotation that
 * consumers need continues.
 *
 * @param isRequest whether only a request needs the mint
 * @returns undefined if the number is unknown
 * @throws RotationError `VersionQuotaReached` if the quota allows no mint; the error of a failed listing if only a request
 *   needs the mint
 */
export async function countVersions(
  { store, clock, log, policy }: RotationDependencies,
  { listed: { integration }, secrets, state, published }: RotationFacts,
  isRequest: boolean,
): Promise<VersionCount | undefined> {
  const now = clock.now();
  if (secrets.accessToken === undefined) return countYoung([], now);
  const share =
    isRequest && published ? shareOfRequests(shortestScheduledPeriodMs(published, policy)) : fullQuota;
  const inTags = state.accessToken?.versions;
  const known = inTags && countOn(inTags, now);
  const rotations = Math.ceil(DAY_MS / share.periodMs);
  if (known && known.today + known.before + rotations + UNCERTAIN < share.limit) return known;
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
    ? 'the other versions of a day are kept for scheduled rotations'
    : `AWS allows no more`;
  return new RotationError(
    'VersionQuotaReached',
    `the access-token secret of ${integration} has too many versions younger than a day; ${why}. The published access ` +
      'token stays. Find what requests rotations so often, and have it request minimum_remaining_minutes',
  );
}
