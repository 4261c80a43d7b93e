const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

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

/** Whole days of life left, as people count them: never more than there are, never below zero. */
export function daysLeft(expiresAt: number, now: number): number {
  return Math.max(0, Math.floor((expiresAt - now) / DAY_MS));
}

/**
 * Whether two expiries are one and the same. Alation's clock may be measured a little differently from day to day,
 * which must not make a new expiry of an old one.
 */
export function isSameExpiry(one: number, other: number): boolean {
  return Math.abs(one - other) < 12 * HOUR_MS;
}
