import type { AccessTokenState } from '../../functions/integration/integration-state.ts';
import type { ListedIntegration } from '../../functions/integration/ports.ts';
import { remainingFraction } from '../../functions/rotation/rotation-time.ts';
import { MINUTE_MS } from '../../functions/time.ts';
import { duration } from '../../functions/warning/duration-text.ts';
import { integrationStatus } from '../status/integration-status.ts';
import type { StatusState } from '../status/status-state.ts';
import { SOON_DAYS } from '../status/todo.ts';
import { finding, type Finding } from './finding.ts';

/** In any other state an integration has a finding of its own, or rotation is paused. */
const HEALTHY: ReadonlySet<StatusState> = new Set<StatusState>(['fresh', 'retrying', 'new-credentials']);

/** The settings of the alarm `AccessTokenNearExpiry`. */
interface NearExpirySettings {
  /** The alarm fires below this fraction of the lifetime. */
  readonly nearExpiryFraction: number;
  /** Ms between two sweeps. The metric of the alarm has one value for each sweep. */
  readonly intervalMs: number;
}

/**
 * Finds integrations that seem healthy, but have a problem: their access token should have been replaced long ago, or its
 * lifetime is too short for the alarm `AccessTokenNearExpiry`. The alarm cannot name the integration, because its metric
 * has no dimension for it.
 *
 * @param now ms since the epoch
 */
export function checkRemainingLifetimes(
  integrations: readonly ListedIntegration[],
  settings: NearExpirySettings,
  now: number,
): readonly Finding[] {
  return integrations.flatMap((one) => {
    const { integration, state, accessToken } = integrationStatus(one, now, SOON_DAYS);
    if (accessToken === undefined || !HEALTHY.has(state)) return [];
    if (remainingFraction(accessToken, now) < settings.nearExpiryFraction) {
      return [nearExpiry(integration, accessToken, now)];
    }
    const leftAtAlarm = (accessToken.expiresAt - accessToken.issuedAt) * settings.nearExpiryFraction;
    return leftAtAlarm < settings.intervalMs ? [tooLate(integration, accessToken, settings)] : [];
  });
}

function nearExpiry(integration: string, { issuedAt, expiresAt }: AccessTokenState, now: number): Finding {
  const left = remainingFraction({ issuedAt, expiresAt }, now);
  return finding(
    'AWS',
    'Access tokens',
    'warning',
    `the access token of ${integration} has ${Math.max(0, Math.floor(100 * left))} % of its lifetime left (${duration(expiresAt - now)} of ${duration(expiresAt - issuedAt)}), so the alarm AccessTokenNearExpiry fires`,
    `${integration}: Find out why its access token is not replaced earlier (docs/runbook.md, AccessTokenNearExpiry)`,
  );
}

/** Between two values of the metric the access token can go from above the threshold to its expiry. */
function tooLate(
  integration: string,
  { issuedAt, expiresAt }: AccessTokenState,
  { nearExpiryFraction, intervalMs }: NearExpirySettings,
): Finding {
  const lifetime = expiresAt - issuedAt;
  return finding(
    'AWS',
    'Access tokens',
    'warning',
    `the alarm AccessTokenNearExpiry cannot warn about ${integration}: it fires when ${duration(lifetime * nearExpiryFraction)} of the lifetime of ${duration(lifetime)} are left, less than the ${intervalMs / MINUTE_MS} min between two sweeps`,
    `${integration}: Have the Alation administrator raise the lifetime of its access tokens, or set a higher nearExpiryFraction or a lower rotationIntervalMinutes`,
  );
}
