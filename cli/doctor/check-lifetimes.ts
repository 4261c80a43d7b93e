import type { Credential } from '../../functions/integration/credential.ts';
import { tooShortLived } from '../../functions/rotation/may-publish.ts';
import { duration, remainingLifetimeUntil } from '../../functions/warning/duration-text.ts';
import type { MintedAccessToken } from '../../functions/integration/access-token.ts';
import { defaultPolicy } from '../../functions/integration/policy.ts';
import { isTooShortLived } from '../../functions/rotation/rotation-time.ts';
import { MINUTE_MS } from '../../functions/time.ts';
import { finding, type Finding } from './finding.ts';

/**
 * Checks whether the lifetime of access tokens is long enough for the schedule.
 *
 * @param deployedIntervalMs ms between two sweeps of the deployed rotator; undefined if it was not read
 */
export function checkAccessTokenLifetime(
  credential: Credential,
  accessToken: MintedAccessToken,
  deployedIntervalMs: number | undefined,
): Finding {
  const { issuedAt, expiresAt, expirySource } = accessToken;
  const lifetime = duration(expiresAt - issuedAt);
  if (expirySource === 'assumed') {
    const says = `Alation does not report their lifetime; the rotator assumes ${lifetime}`;
    return finding('Alation', 'Access tokens', 'warning', says);
  }
  const intervalMs = deployedIntervalMs ?? defaultPolicy.intervalMs;
  const defaultNote = deployedIntervalMs === undefined ? ' (the default)' : '';
  const schedule = `a sweep every ${intervalMs / MINUTE_MS} min${defaultNote}`;
  if (!isTooShortLived(accessToken, { intervalMs })) {
    const says = `lifetime ${lifetime}, long enough for ${schedule}`;
    return finding('Alation', 'Access tokens', 'ok', says);
  }
  return finding(
    'Alation',
    'Access tokens',
    'problem',
    `lifetime ${lifetime}, too short for ${schedule} and the 100 versions a day that Secrets Manager keeps of a secret`,
    // More sweeps do not help against the limit of versions. `tooShortLived` takes it into account.
    `${tooShortLived(credential, accessToken, { intervalMs })}, and deploy what was set in cdk.json`,
  );
}

/**
 * Reports the remaining lifetime of the refresh token.
 *
 * @param expiresAt ms since the epoch; undefined if Alation does not report it
 */
export function checkRefreshTokenLifetime(expiresAt: number | undefined, now: number): Finding {
  if (expiresAt === undefined) {
    return finding('Alation', 'Refresh token', 'warning', 'Alation does not report when it expires');
  }
  return finding('Alation', 'Refresh token', 'ok', remainingLifetimeUntil(expiresAt, now));
}
