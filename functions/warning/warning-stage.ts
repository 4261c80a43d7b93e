import { HOUR_MS, DAY_MS, MINUTE_MS } from '../time.ts';

/** The stage of an expired refresh token. */
export const EXPIRED_STAGE = 0;

/** A day, and the minute by which a daily run may start late. */
export const NEXT_RUN_MS = DAY_MS + MINUTE_MS;

/** Two instants less than this apart are the same expiry. */
const SAME_EXPIRY_MS = 12 * HOUR_MS;

/**
 * The stage of a refresh token: the smallest threshold that it reaches before the next run, 0 once expired, undefined before
 * the first threshold. So the warning of one day is sent while at least one day is left. After missed days this stage
 * replaces the skipped stages.
 *
 * @param warningDays thresholds in days before expiry
 * @param nextRunMs ms until the next run that sends stages; 0 for the stage that is reached already
 */
export function stageOf(
  expiresAt: number,
  now: number,
  warningDays: readonly number[],
  nextRunMs: number,
): number | undefined {
  if (now >= expiresAt) return EXPIRED_STAGE;
  const reached = warningDays.filter((days) => now + nextRunMs > expiresAt - days * DAY_MS);
  return reached.length === 0 ? undefined : Math.min(...reached);
}

/** Remaining days, rounded down and never negative. A day may lack one minute, because clocks differ. */
export function daysLeft(expiresAt: number, now: number): number {
  return Math.max(0, Math.floor((expiresAt - now + MINUTE_MS) / DAY_MS));
}

/**
 * Whether two instants are the same expiry. The measured difference to Alation's clock varies from day to day. If one of
 * them is unknown, the result is false.
 */
export function isSameExpiry(one: number | undefined, other: number | undefined): boolean {
  return Math.abs((one ?? NaN) - (other ?? NaN)) < SAME_EXPIRY_MS;
}

/** Whether one expiry is later than the other and not the same expiry. If one of them is unknown, the result is false. */
export function isLaterExpiry(one: number | undefined, other: number | undefined): boolean {
  return (one ?? NaN) - (other ?? NaN) >= SAME_EXPIRY_MS;
}
