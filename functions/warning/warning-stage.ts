import { MINUTE_MS, HOUR_MS, DAY_MS } from '../time.ts';

/** The stage of an expired refresh token. */
export const EXPIRED_STAGE = 0;

/**
 * The stage of a refresh token: the smallest threshold that it has reached, 0 once expired, undefined before the first
 * threshold. After missed days this stage replaces the skipped stages.
 *
 * @param warningDays thresholds in days before expiry
 */
export function stageOf(expiresAt: number, now: number, warningDays: readonly number[]): number | undefined {
  if (now >= expiresAt) return EXPIRED_STAGE;
  const reached = warningDays.filter((days) => now >= expiresAt - days * DAY_MS);
  return reached.length === 0 ? undefined : Math.min(...reached);
}

/**
 * Remaining days, rounded up and never negative. A refresh token with a lifetime of 60 days has 60 on its first day, and
 * 14 at the stage of 14. One more minute does not count as a day, because clocks differ.
 */
export function daysLeft(expiresAt: number, now: number): number {
  return Math.max(0, Math.ceil((expiresAt - now - MINUTE_MS) / DAY_MS));
}

/** Whether two instants are the same expiry. The measured difference to Alation's clock varies from day to day. */
export function isSameExpiry(one: number, other: number): boolean {
  return Math.abs(one - other) < 12 * HOUR_MS;
}
