import type { Credential } from '../../functions/integration/credential.ts';
import { tooShortLived } from '../../functions/rotation/may-publish.ts';
import { remainingLifetime } from '../../functions/warning/duration-text.ts';
import type { MintedAccessToken } from '../../functions/integration/access-token.ts';
import { defaultPolicy } from '../../functions/integration/policy.ts';
import { isTooShortLived } from '../../functions/rotation/renewal-time.ts';
import { duration, instant } from '../../functions/warning/duration-text.ts';
import { finding, type Finding } from './finding.ts';

/**
 * Whether access tokens live long enough for the schedule.
 *
 * @param deployedIntervalMs between two ticks of the deployed rotator; undefined where nobody could look
 */
export function checkAccessTokenLife(
  credential: Credential,
  accessToken: MintedAccessToken,
  deployedIntervalMs: number | undefined,
): Finding {
  const { issuedAt, expiresAt, expirySource } = accessToken;
  const life = duration(expiresAt - issuedAt);
  if (expirySource === 'assumed') {
    const says = `Alation does not tell how long they live; ${life} are assumed`;
    return finding('Alation', 'Access tokens', 'warning', says);
  }
  const intervalMs = deployedIntervalMs ?? defaultPolicy.intervalMs;
  const minutes = intervalMs / 60_000;
  const tick = `a tick every ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}`;
  const isDefault = deployedIntervalMs === undefined ? ', the default' : '';
  if (!isTooShortLived(accessToken, { intervalMs })) {
    const says = `live ${life}, long enough for ${tick}${isDefault}`;
    return finding('Alation', 'Access tokens', 'ok', says);
  }
  return finding(
    'Alation',
    'Access tokens',
    'problem',
    `live ${life}, too short for ${tick}${isDefault}, and the 100 versions a day that Secrets Manager keeps of a secret`,
    // Where that limit is the cause, a shorter tick mends nothing: the rotator's own words know.
    `${tooShortLived(credential, accessToken, { intervalMs })}, and deploy what was set in cdk.json`,
  );
}

/** How long the refresh token lives, ms since the epoch, as Alation tells. */
export function checkRefreshTokenLife(expiresAt: number | undefined, now: number): Finding {
  if (expiresAt === undefined) {
    return finding('Alation', 'Refresh token', 'warning', 'Alation does not tell when it expires');
  }
  const says = `${remainingLifetime(expiresAt, now)} left, until ${instant(expiresAt)}`;
  return finding('Alation', 'Refresh token', 'ok', says);
}
