import type { PublishedAccessToken } from '../integration/access-token.ts';
import type { AccessTokenState, IntegrationState } from '../integration/integration-state.ts';

/**
 * The state, corrected by the value of the access-token secret. Tags may be lost or stale; the secret decides. An access
 * token that the tags do not describe (published right before a crash, or restored by hand) counts as unverified, so that
 * the next sweep probes it.
 */
export function observedState(
  state: IntegrationState,
  published: PublishedAccessToken | undefined,
): IntegrationState {
  return { ...state, accessToken: published && observedAccessToken(state.accessToken, published) };
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
