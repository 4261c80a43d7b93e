import type { PublishedAccessToken } from '../integration/access-token.ts';
import type { AccessTokenState, IntegrationState } from '../integration/integration-state.ts';

/**
 * The record, corrected by what the access-token secret really holds. Tags may be lost, stale or behind a crash; the
 * secret decides. An access token the tags do not know (published just before a crash, or put back by hand) counts
 * as unverified, so that it is probed at once.
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
    // Where its issuingCredential is known whatever it is called, the tags have the name of today.
    (known.credential === credential || known.fingerprint !== undefined);
  return isKnown ? known : { issuedAt, expiresAt, credential, verified: false, probedAt: issuedAt };
}
