import { failureOf } from './failure.ts';
import type { AccessTokenState, IntegrationState } from './integration-state.ts';

/** When the failing rotation of an access token becomes critical: a third of its lifetime is left. */
export function criticalFrom({
  issuedAt,
  expiresAt,
}: Pick<AccessTokenState, 'issuedAt' | 'expiresAt'>): number {
  return expiresAt - (expiresAt - issuedAt) / 3;
}

/**
 * The times at which an alert may be due although no state changes: the expiry of a refresh token, a failing rotation
 * that becomes critical, and the expiry of the access token of a paused integration. A sweep that meets one starts the
 * warner, so that the alert does not wait for the daily run. Ms since the epoch.
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

/** Whether one of these times lies in the interval that ends at the tick of a sweep. The intervals leave no gap. */
export function isAlertTime(state: IntegrationState, tick: number, intervalMs: number): boolean {
  return alertTimes(state).some((at) => at <= tick && at > tick - intervalMs);
}
