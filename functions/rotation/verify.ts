import type { AccessTokenFlaw } from '../integration/access-token.ts';
import type { Credential } from '../integration/credential.ts';
import type { VerifiableAccessToken } from '../integration/ports.ts';
import { passingAtAlation, withRetries } from './retry.ts';
import { RotationError } from '../integration/rotation-error.ts';
import type { RotationDependencies, RotationFacts } from './facts.ts';

const VERIFY_ATTEMPTS = 2;

/** `unknown` when Alation gave no usable answer. */
export type Verification = 'active' | 'inactive' | 'unknown';

/**
 * A verification in detail; `client-refused` when Alation takes no question from the OAuth client that asks, and does
 * not tell by letting the access token itself in either.
 */
export type Verdict = Verification | 'client-refused' | AccessTokenFlaw;

/** Asks Alation whether an access token is alive. Never throws a `RotationError`: no answer is an answer too. */
export async function verdictOn(
  deps: RotationDependencies,
  facts: Pick<RotationFacts, 'credentials' | 'until'>,
  accessToken: VerifiableAccessToken,
  credential: Credential,
): Promise<Verdict> {
  try {
    return await withRetries(
      () => deps.endpoints.verify(facts.credentials.baseUrl, accessToken, credential),
      { attempts: VERIFY_ATTEMPTS, until: facts.until, passing: passingAtAlation },
      deps,
    );
  } catch (error) {
    if (!(error instanceof RotationError)) throw error;
    return error.code === 'CredentialRejected' ? 'client-refused' : 'unknown';
  }
}

/** The same in short. */
export async function verifyAccessToken(
  deps: RotationDependencies,
  facts: Pick<RotationFacts, 'credentials' | 'until'>,
  accessToken: VerifiableAccessToken,
  credential: Credential,
): Promise<Verification> {
  return verificationOf(await verdictOn(deps, facts, accessToken, credential));
}

/** A verdict in short: an access token with a flaw serves consumers no better than a dead one. */
export function verificationOf(verdict: Verdict): Verification {
  if (verdict === 'client-refused') return 'unknown';
  return verdict === 'active' || verdict === 'unknown' ? verdict : 'inactive';
}

/**
 * The credential through which to ask about an access token: the one that minted it, or, where that is gone, another
 * of the kind that fits.
 */
export function verifyingCredential(
  credentials: readonly Credential[],
  accessToken: { readonly tokenType: VerifiableAccessToken['tokenType']; readonly credential: string },
): Credential | undefined {
  const kind = accessToken.tokenType === 'Bearer' ? 'oauth-client' : 'refresh-token';
  const fitting = credentials.filter((credential) => credential.kind === kind);
  return fitting.find((credential) => credential.name === accessToken.credential) ?? fitting[0];
}
