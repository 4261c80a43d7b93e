import { UNTIL_EXPIRY } from '../integration/failure-texts.ts';
import type { CredentialState, IntegrationState } from '../integration/integration-state.ts';
import { isUsable } from '../integration/usable-credentials.ts';
import { instant, timeAgo } from './duration-text.ts';
import { isLaterExpiry } from './warning-stage.ts';

/**
 * The present effect on consumers.
 *
 * @param effect the text while the published access token is verified and has not expired
 */
export function consumersNow(
  { accessToken }: IntegrationState,
  now: number,
  effect = `Consumers can use the published access token ${UNTIL_EXPIRY}.`,
): string {
  if (accessToken === undefined) return 'Consumers have no access token: none is published.';
  const { expiresAt, verified } = accessToken;
  const expiry = instant(expiresAt);
  if (now >= expiresAt) {
    return `Consumers get 401 or 403: the published access token expired ${timeAgo(expiresAt, now)}, on ${expiry}.`;
  }
  if (!verified) return 'The published access token may be inactive: consumers may get 401 or 403.';
  return effect.includes(UNTIL_EXPIRY)
    ? effect.replace(UNTIL_EXPIRY, `until ${expiry}`)
    : `${effect} The published access token expires on ${expiry}.`;
}

/** What follows when a credential can no longer mint, as the second part of a sentence. */
export function withoutCredential(isLast: boolean): string {
  return isLast
    ? 'consumers get no new access token.'
    : 'the rotator can mint access tokens from the other credentials only.';
}

/**
 * Whether no other credential is left when this credential expires. Credentials that expire within half a day of each other
 * count as expiring together.
 */
export function isLastCredential(
  { expiresAt = Infinity }: CredentialState,
  { credentials }: IntegrationState,
  now: number,
): boolean {
  return !credentials.some(
    (other) => isUsable(other, now) && isLaterExpiry(other.expiresAt ?? Infinity, expiresAt),
  );
}
