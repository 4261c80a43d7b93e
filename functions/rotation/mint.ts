import type { MintedAccessToken } from '../integration/access-token.ts';
import type { Credential } from '../integration/credential.ts';
import { RotationError, toRotationError } from '../integration/rotation-error.ts';
import { rejectedAt } from './choose-credentials.ts';
import type { RotationDependencies, RotationFacts } from './facts.ts';
import { mayBeIssuing } from './issuing-credential.ts';
import { mintKindOf, mintProgress, transientMint } from './next-step.ts';
import type { MintKind } from './next-step.ts';
import { transientAtAlation, withRetries } from '../integration/retry.ts';
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
  facts: RotationFacts,
  credential: Credential,
  level: ServiceLevel,
): Promise<MintResult> {
  const { credentials: all, mintedBy, until } = facts;
  const revokesPublished = mintedBy !== undefined && mayBeIssuing(credential, mintedBy, all.credentials);
  const mayRetry = (error: RotationError) =>
    level === 'lost' || revokesPublished || transientMint[mintProgress(error)].retry === 'always';
  let inDoubt = false;
  try {
    const accessToken = await withRetries(
      () => mintConfirmingRejection(deps, facts, credential),
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

/**
 * Mints. A rejection is final only if a second request confirms the rejection after a backoff. For a refresh token this is
 * `validateRefreshToken`, for an OAuth client a second token request. If Alation reports the refresh token as active, the mint
 * is repeated once. A credential that is known to be rejected needs no confirmation.
 */
async function mintConfirmingRejection(
  { endpoints, clock, random }: RotationDependencies,
  { credentials: { baseUrl }, state, secrets, until }: RotationFacts,
  credential: Credential,
): Promise<MintedAccessToken> {
  const mintOnce = () => endpoints.mint(baseUrl, credential);
  try {
    return await mintOnce();
  } catch (rejection) {
    const isKnown = rejectedAt(state.credentials, secrets.credentials.versionId).has(credential.name);
    if (!isRejection(rejection) || isKnown) throw rejection;
    await clock.sleep(500 + Math.trunc(random() * 1_500));
    if (clock.now() >= until) throw unconfirmed(credential);
    if (credential.kind === 'oauth-client') return mintOnce();
    const answer = await endpoints.inspect(baseUrl, credential).catch(toRotationError);
    if (answer instanceof RotationError)
      throw mintKindOf(answer) === 'instance' ? answer : unconfirmed(credential);
    if (answer.state === 'refused') throw rejection;
    return mintOnce().catch((again: unknown) => {
      throw isRejection(again) ? unconfirmed(credential) : again;
    });
  }
}

function isRejection(error: unknown): boolean {
  return error instanceof RotationError && error.code === 'CredentialRejected';
}

function unconfirmed({ name }: Credential): RotationError {
  return new RotationError(
    'RejectionUnconfirmed',
    `Alation refused to mint from the credential ${name} and did not confirm that it is invalid; a later sweep rotates if a rotation is still due`,
  );
}
