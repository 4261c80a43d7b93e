import type { MintedAccessToken } from '../integration/access-token.ts';
import type { Credential } from '../integration/credential.ts';
import { RotationError, toRotationError } from '../integration/rotation-error.ts';
import type { RotationDependencies, RotationFacts } from './facts.ts';
import { mayBeIssuing } from './issuing-credential.ts';
import { mintKindOf, mintProgress, transientMint } from './next-step.ts';
import type { MintKind } from './next-step.ts';
import { transientAtAlation, withRetries } from './retry.ts';
import type { ServiceLevel } from './service-level.ts';

const MINT_ATTEMPTS = 3;

/** How a mint ended. `inDoubt`: it may have revoked the published access token. */
export type MintResult = { readonly inDoubt: boolean } & (
  | { readonly kind: 'token'; readonly accessToken: MintedAccessToken }
  | { readonly kind: Exclude<MintKind, 'token'>; readonly error: RotationError }
);

/**
 * Mints an access token from one credential and retries transient failures. Never throws.
 *
 * @param level service level of consumers when the round began
 */
export async function mint(
  deps: RotationDependencies,
  { credentials: all, mintedBy, until }: RotationFacts,
  credential: Credential,
  level: ServiceLevel,
): Promise<MintResult> {
  const revokesPublished = mintedBy !== undefined && mayBeIssuing(credential, mintedBy, all.credentials);
  const mayRetry = (error: RotationError) =>
    level === 'lost' || revokesPublished || transientMint[mintProgress(error)].retry === 'always';
  let inDoubt = false;
  try {
    const accessToken = await withRetries(
      () => deps.endpoints.mint(all.baseUrl, credential),
      {
        attempts: MINT_ATTEMPTS,
        until,
        transient: transientAtAlation,
        except: (error) => !mayRetry(error),
      },
      deps,
      (error) => {
        inDoubt ||= revokesPublished && mayHaveMinted(error);
      },
    );
    return { kind: 'token', accessToken, inDoubt: revokesPublished };
  } catch (thrown) {
    const error = toRotationError(thrown);
    return { kind: mintKindOf(error), error, inDoubt };
  }
}

/** Whether Alation may have minted although the request failed. If Alation itself refused the request, it minted nothing. */
function mayHaveMinted(error: unknown): boolean {
  if (!(error instanceof RotationError)) return true;
  return mintKindOf(error) === 'transient' && transientMint[mintProgress(error)].doubt;
}
