import { failureOf } from './failure.ts';
import type { AccessTokenState, IntegrationState } from './integration-state.ts';

/** When a failing rotation becomes critical: from then on, at most a third of the access token's lifetime is left. */
export function criticalFrom({
  issuedAt,
  expiresAt,
}: Pick<AccessTokenState, 'issuedAt' | 'expiresAt'>): number {
  return expiresAt - (expiresAt - issuedAt) / 3;
}

/**
 * The times at which an alert may be due although no state changes, in ms since the epoch. The first sweep after such a
 * time starts the warner, so that the alert does not wait for the daily run. These times are the reported expiry of a
 * refresh token, the time when a failing rotation becomes critical, and the expiry of a paused integration's access token.
 */
export function alertTimes(state: IntegrationState): readonly number[] {
  const { accessToken, credentials, paused } = state;
  const expiries = credentials.flatMap(({ expiresAt, expirySource }) =>
    expiresAt === undefined || expirySource === 'estimated' ? [] : [expiresAt],
  );
  if (accessToken === undefined) return expiries;
  if (paused) return [...expiries, accessToken.expiresAt];
  return failureOf(state) === undefined ? expiries : [...expiries, criticalFrom(accessToken)];
}

/** Whether an alert time lies in the interval that ends at the scheduled time of a sweep. These intervals leave no gap. */
export function isAlertTime(state: IntegrationState, scheduledAt: number, intervalMs: number): boolean {
  return alertTimes(state).some((at) => at <= scheduledAt && at > scheduledAt - intervalMs);
}
