import type { ListedIntegration } from '../../functions/integration/ports.ts';
import { remainingFraction } from '../../functions/rotation/renewal-time.ts';
import { duration } from '../../functions/warning/duration-text.ts';
import { integrationStatus } from '../status/integration-status.ts';
import type { StatusState } from '../status/status-state.ts';
import { SOON_DAYS } from '../status/todo.ts';
import { finding, type Finding } from './finding.ts';

/** Other states have a finding of their own, or need no access token. */
const HEALTHY: ReadonlySet<StatusState> = new Set<StatusState>(['fresh', 'retrying', 'new-credentials']);

/**
 * The integrations that seem healthy although their access token should have been renewed long ago. The alarm
 * `AccessTokenNearExpiry` cannot name them, because its metric has no dimension for the integration.
 *
 * @param renewalFraction of the deployed rotator; a renewal leaves the rest of the lifetime
 * @param now ms since the epoch
 */
export function checkRemainingLifetimes(
  integrations: readonly ListedIntegration[],
  renewalFraction: number,
  now: number,
): readonly Finding[] {
  return integrations.flatMap((one) => {
    const { integration, state, accessToken } = integrationStatus(one, now, SOON_DAYS);
    if (accessToken === undefined || !HEALTHY.has(state)) return [];
    const left = remainingFraction(accessToken, now);
    if (left >= (1 - renewalFraction) / 2) return [];
    const { issuedAt, expiresAt } = accessToken;
    return [
      finding(
        'AWS',
        'Access tokens',
        'warning',
        `the access token of ${integration} has ${Math.max(0, Math.floor(100 * left))} % of its lifetime left (${duration(expiresAt - now)} of ${duration(expiresAt - issuedAt)}), so the alarm AccessTokenNearExpiry fires`,
        `${integration}: Find out why its access token is not renewed earlier (docs/runbook.md, AccessTokenNearExpiry)`,
      ),
    ];
  });
}
