import type { Credential } from '../integration/credential.ts';
import { credentialFingerprint } from '../integration/credential-fingerprint.ts';
import type { CredentialState } from '../integration/integration-state.ts';
import type { RotationPolicy } from '../integration/policy.ts';
import type { RotationReason } from './decide.ts';
import type { RotationFacts } from './facts.ts';
import { issuingCredentialAmong, mayBeIssuing } from './issuing-credential.ts';
import type { MintedBy } from './issuing-credential.ts';
import { rotationTime } from './rotation-time.ts';
import { skippedCredentials } from './skipped-credentials.ts';

/** The credentials of one rotation. */
export interface ChosenCredentials {
  /** The credentials to mint from, in this order. */
  readonly order: readonly Credential[];
  /** The issuing credential, if it is still among the integration's credentials. */
  readonly issuing: Credential | undefined;
  /** Whether the choice omits credentials so that their access tokens stay active. */
  readonly omitsSome: boolean;
}

/**
 * Chooses the credentials to mint from. The choice omits the skipped credentials, and the issuing credential if
 * `mayMintFromIssuing` returns false.
 *
 * After a replacement, and for a request, an unused credential comes first: it has minted nothing yet, so its first mint
 * revokes nothing. After a replacement that keeps the issuing credential and the base URL, the choice omits the credentials
 * that Alation accepted before: a mint from one of them would revoke an access token that consumers may have read before the
 * last rotation.
 */
export function chooseCredentials(
  { published, mintedBy, credentials: { baseUrl, credentials }, state, secrets }: RotationFacts,
  reason: RotationReason,
  now: number,
  policy: Pick<RotationPolicy, 'intervalMs' | 'renewalFraction'>,
): ChosenCredentials {
  const issuing = mintedBy && issuingCredentialAmong(credentials, mintedBy);
  const isEarly = published !== undefined && now < rotationTime(published, policy, 0);
  const alternating = alternatingOrder(
    credentials,
    issuing?.name,
    skippedCredentials(state, secrets.credentials.versionId),
  );
  const isReplaced = reason === 'CredentialReplaced';
  // The CLI requests a rotation after it stored a credential. A rotation before an expiry has no time to try a credential
  // that might not work.
  const triesUnused = isReplaced || reason === 'Requested';
  const inOrder = nonIssuingFirst(
    triesUnused ? unusedFirst(alternating, state.credentials) : alternating,
    mintedBy,
    credentials,
  );
  const omitsAccepted = isReplaced && issuing !== undefined && published?.baseUrl === baseUrl;
  const omitsIssuing = !mayMintFromIssuing(reason, credentials.length, isEarly);
  const order = inOrder.filter(
    (credential) =>
      !(omitsIssuing && credential === issuing) &&
      !(omitsAccepted && wasAccepted(credential, state.credentials)),
  );
  return { order, issuing, omitsSome: order.length < inOrder.length };
}

/**
 * The credentials in alternating order. The issuing credential comes last, because a mint from the issuing credential
 * revokes the access token that consumers hold.
 *
 * @param issuing name of the issuing credential, if there is one
 * @param skipped the credentials to omit
 */
export function alternatingOrder<T extends { readonly name: string }>(
  credentials: readonly T[],
  issuing: string | undefined,
  skipped: readonly Pick<CredentialState, 'name'>[],
): readonly T[] {
  const afterIssuing = credentials.findIndex((credential) => credential.name === issuing) + 1;
  return [...credentials.slice(afterIssuing), ...credentials.slice(0, afterIssuing)].filter(
    (credential) => !skipped.some(({ name }) => name === credential.name),
  );
}

/** Sorts the credentials: those that certainly did not mint the published access token come first. */
export function nonIssuingFirst(
  inOrder: readonly Credential[],
  mintedBy: MintedBy | undefined,
  credentials: readonly Credential[],
): readonly Credential[] {
  if (mintedBy === undefined) return inOrder;
  return matchingFirst(inOrder, (credential) => !mayBeIssuing(credential, mintedBy, credentials));
}

/** Sorts the credentials: those that are not known to have minted before come first. */
export function unusedFirst(
  inOrder: readonly Credential[],
  states: readonly CredentialState[],
): readonly Credential[] {
  return matchingFirst(inOrder, (credential) => !wasAccepted(credential, states));
}

function matchingFirst(
  inOrder: readonly Credential[],
  matches: (credential: Credential) => boolean,
): readonly Credential[] {
  return [...inOrder.filter(matches), ...inOrder.filter((credential) => !matches(credential))];
}

/**
 * Whether a rotation for this reason may mint from the issuing credential if no other credential mints. A replaced
 * credential or an early rotation does not justify revoking an access token that is valid for hours. A single credential may
 * mint, because there is no other credential.
 *
 * @param credentials number of credentials
 * @param isEarly whether the latest time to rotate the published access token is still to come
 */
export function mayMintFromIssuing(reason: RotationReason, credentials: number, isEarly: boolean): boolean {
  switch (reason) {
    case 'CredentialReplaced':
      return credentials === 1;
    case 'NearingExpiry':
      return credentials === 1 || !isEarly;
    default:
      return true;
  }
}

/** Whether Alation accepted this refresh token or client secret before, under any name. */
export function wasAccepted(credential: Credential, states: readonly CredentialState[]): boolean {
  const fingerprint = credentialFingerprint(credential);
  return states.some((state) => state.state === 'active' && state.fingerprint === fingerprint);
}

/** Names of the credentials that Alation rejected at this version of the credentials secret. */
export function rejectedAt(states: readonly CredentialState[], versionId: string): ReadonlySet<string> {
  return new Set(
    states
      .filter((state) => state.state === 'rejected' && state.versionId === versionId)
      .map((state) => state.name),
  );
}
