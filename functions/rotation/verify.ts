import type { AccessTokenFlaw } from '../integration/access-token.ts';
import type { Credential } from '../integration/credential.ts';
import type { VerifiableAccessToken } from '../integration/ports.ts';
import { RotationError } from '../integration/rotation-error.ts';
import type { RotationDependencies, RotationFacts } from './facts.ts';
import { transientAtAlation, withRetries } from '../integration/retry.ts';

const VERIFY_ATTEMPTS = 2;

/**
 * What a verification found. `unknown`: no usable response. `client-refused`: Alation does not let this OAuth client
 * verify, and a call with the access token itself did not show whether it is active.
 */
export type Verdict = 'active' | 'inactive' | 'unknown' | 'client-refused' | AccessTokenFlaw;

/**
 * Verifies an access token with Alation. Never throws a `RotationError`: without a usable response the verdict is
 * `unknown`.
 */
export async function verify(
  deps: RotationDependencies,
  facts: Pick<RotationFacts, 'credentials' | 'until'>,
  accessToken: VerifiableAccessToken,
  credential: Credential,
): Promise<Verdict> {
  try {
    return await withRetries(
      () => deps.endpoints.verify(facts.credentials.baseUrl, accessToken, credential),
      { attempts: VERIFY_ATTEMPTS, until: facts.until, transient: transientAtAlation },
      deps,
    );
  } catch (error) {
    if (!(error instanceof RotationError)) throw error;
    return error.code === 'CredentialRejected' ? 'client-refused' : 'unknown';
  }
}

/** Whether an access token with this verdict counts as inactive: Alation reported so, or it has a flaw. */
export function isInactive(verdict: Verdict): verdict is 'inactive' | AccessTokenFlaw {
  return verdict !== 'active' && verdict !== 'unknown' && verdict !== 'client-refused';
}

/**
 * The credential with which to verify an access token: its issuing credential, else another credential of the same kind;
 * undefined if there is none.
 */
export function verifyingCredential(
  credentials: readonly Credential[],
  accessToken: { readonly tokenType: VerifiableAccessToken['tokenType']; readonly credential: string },
): Credential | undefined {
  const kind = accessToken.tokenType === 'Bearer' ? 'oauth-client' : 'refresh-token';
  const ofKind = credentials.filter((credential) => credential.kind === kind);
  return ofKind.find((credential) => credential.name === accessToken.credential) ?? ofKind[0];
}
