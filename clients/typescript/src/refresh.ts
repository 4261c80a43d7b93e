import type { AccessToken } from './access-token.ts';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;

/** If an access token is replaced early, the client reads the new access token within this time. */
const LONGEST_BETWEEN_READS_MS = 60 * MINUTE_MS;

/**
 * Whether to read the secret: not now, in the background while calls get the cached access token, or before the call.
 * The AWS SDKs refresh credentials in two such windows before the expiry too. Here each window is a share of the lifetime,
 * with a minimum.
 *
 * @param readAt when the secret was read last, in ms since the epoch
 * @param now ms since the epoch, on the same clock
 */
export function refreshNeeded(
  { issuedAt, expiresAt }: AccessToken,
  readAt: number,
  now: number,
): 'no' | 'background' | 'wait' {
  const lifetime = expiresAt.getTime() - issuedAt.getTime();
  const remaining = expiresAt.getTime() - now;
  if (remaining <= Math.max(0.05 * lifetime, MINUTE_MS)) return 'wait';
  const isNearExpiry = remaining <= Math.max(0.25 * lifetime, 5 * MINUTE_MS);
  return isNearExpiry || now - readAt >= LONGEST_BETWEEN_READS_MS ? 'background' : 'no';
}

/**
 * The shortest time from one read to the next, in ms. Only a refusal allows an earlier read. The time is random, from 5 to
 * 10 minutes, so that many consumers do not read at the same time. It is at most half the remaining lifetime, and at least
 * a second.
 *
 * @param random a number from 0 to 1
 */
export function waitAfterRead({ expiresAt }: AccessToken, now: number, random: number): number {
  const half = Math.max((expiresAt.getTime() - now) / 2, SECOND_MS);
  return Math.min((5 + 5 * random) * MINUTE_MS, half);
}

/**
 * The waits before each read after Alation refused an access token, in ms. The rotator may be about to publish the next
 * access token, several hundred ms after the mint. Less than 10 seconds in all.
 */
export function waitsForReplacement(random: () => number): readonly number[] {
  return [0, ...[1, 2, 4].map((seconds) => seconds * SECOND_MS * (1 + 0.4 * random()))];
}
