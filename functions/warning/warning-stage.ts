import { MINUTE_MS, HOUR_MS, DAY_MS } from '../time.ts';

/** The stage of a refresh token that is past its expiry. */
export const EXPIRED_STAGE = 0;

/**
 * The stage a refresh token is in: the least of the thresholds it has fallen under, 0 once expired, undefined while
 * it has more life left than any of them. After missed days this is the stage to speak of: those passed over are
 * overtaken by it.
 *
 * @param warningDays thresholds in days before expiry
 */
export function stageOf(expiresAt: number, now: number, warningDays: readonly number[]): number | undefined {
  if (now >= expiresAt) return EXPIRED_STAGE;
  const reached = warningDays.filter((days) => now >= expiresAt - days * DAY_MS);
  return reached.length === 0 ? undefined : Math.min(...reached);
}

/**
 * Days of life left, the last one counted whole however much of it is left: a refresh token of 60 days has 60 on its
 * first day, and one that has just reached the stage of 14 has 14. Seconds more than that begin no further day, because
 * no two clocks show the same. Never below zero.
 */
export function daysLeft(expiresAt: number, now: number): number {
  return Math.max(0, Math.ceil((expiresAt - now - MINUTE_MS) / DAY_MS));
}

/**
 * Whether two expiries are one and the same. Alation's clock may be measured a little differently from day to day,
 * which must not make a new expiry of an old one.
 */
export function isSameExpiry(one: number, other: number): boolean {
  return Math.abs(one - other) < 12 * HOUR_MS;
}
