import type { PublishedAccessToken } from '../integration/access-token.ts';
import type {
  AccessTokenState,
  CredentialState,
  IntegrationState,
} from '../integration/integration-state.ts';
import { isUsableAt } from './skipped-credentials.ts';

/**
 * The state, corrected by the value of the access-token secret. Tags may be lost or stale; the secret decides. An access
 * token that the tags do not describe may be from right before a crash, or restored by hand. It counts as unverified, so
 * that the next sweep probes it.
 */
export function observedState(
  state: IntegrationState,
  published: PublishedAccessToken | undefined,
): IntegrationState {
  return { ...state, accessToken: published && observedAccessToken(state.accessToken, published) };
}

/**
 * The states of the credentials. If the published access token is newer than the tags, its issuing credential becomes
 * `active`. Alation accepted that credential after the rejection or the 403 in the tags. A check of that credential would
 * mint, and so revoke the published access token.
 *
 * @param issuing name of the issuing credential, if it is certain
 * @param versionId of the credentials secret
 */
export function acceptedSince(
  { credentials, accessToken }: IntegrationState,
  published: PublishedAccessToken | undefined,
  issuing: string | undefined,
  versionId: string,
): readonly CredentialState[] {
  // Without an access token in the tags, an operator may have restored an access token from before the rejection.
  const isNewer = published !== undefined && published.issuedAt > (accessToken?.issuedAt ?? Infinity);
  if (!isNewer) return credentials;
  return credentials.map((one) =>
    one.name === issuing && !isUsableAt(one, versionId) ? { ...one, state: 'active' } : one,
  );
}

function observedAccessToken(
  known: AccessTokenState | undefined,
  published: PublishedAccessToken,
): AccessTokenState {
  const { issuedAt, expiresAt, credential } = published;
  const isKnown =
    known?.issuedAt === issuedAt &&
    known.expiresAt === expiresAt &&
    // The fingerprint identifies the issuing credential under any name.
    (known.credential === credential || known.fingerprint !== undefined);
  return isKnown ? known : { issuedAt, expiresAt, credential, verified: false };
}
