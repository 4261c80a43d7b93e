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
 * The times at which an alert may be due although no state changes, in ms since the epoch. A sweep that meets such a
 * time starts the warner, so that the alert does not wait for the daily run. These times are the expiry of a refresh
 * token, the time when a failing rotation becomes critical, and the expiry of a paused integration's access token.
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

/** Whether one of these times lies in the interval that ends at the scheduled time of a sweep. The intervals leave no gap. */
export function isAlertTime(state: IntegrationState, scheduledAt: number, intervalMs: number): boolean {
  return alertTimes(state).some((at) => at <= scheduledAt && at > scheduledAt - intervalMs);
}
