import type { Credential } from '../integration/credential.ts';
import { credentialFingerprint } from '../integration/credential-fingerprint.ts';
import type { RotationReason } from './decide.ts';
import { mayBeIssuing } from './issuing-credential.ts';
import type { MintedBy } from './issuing-credential.ts';
import type { CredentialState } from '../integration/integration-state.ts';

/**
 * The credentials to mint from, in order: the one after the issuingCredential first and the issuingCredential last, because minting
 * from the issuingCredential kills the access token that consumers hold. Those rejected at this version are left out.
 *
 * @param issuingCredential name of the credential that minted the published access token, if any
 * @param versionId the version of the credentials secret that `credentials` was read from
 */
export function credentialOrder(
  credentials: readonly Credential[],
  issuingCredential: string | undefined,
  states: readonly CredentialState[],
  versionId: string,
): readonly Credential[] {
  const rejected = rejectedAt(states, versionId);
  const afterIssuing = credentials.findIndex((credential) => credential.name === issuingCredential) + 1;
  return [...credentials.slice(afterIssuing), ...credentials.slice(0, afterIssuing)].filter(
    (credential) => !rejected.has(credential.name),
  );
}

/**
 * The same credentials, those first from which minting surely leaves the published access token alive.
 *
 * @param mintedBy of the published access token, if there is one
 */
export function nonIssuingFirst(
  inOrder: readonly Credential[],
  mintedBy: MintedBy | undefined,
  credentials: readonly Credential[],
): readonly Credential[] {
  if (mintedBy === undefined) return inOrder;
  return thoseFirst(inOrder, (credential) => !mayBeIssuing(credential, mintedBy, credentials));
}

/** The same credentials, those first that are not known to have minted before: such a mint kills nobody's access token. */
export function unusedFirst(
  inOrder: readonly Credential[],
  states: readonly CredentialState[],
): readonly Credential[] {
  return thoseFirst(inOrder, (credential) => !isUnchanged(credential, states));
}

function thoseFirst(
  inOrder: readonly Credential[],
  areFirst: (credential: Credential) => boolean,
): readonly Credential[] {
  return [...inOrder.filter(areFirst), ...inOrder.filter((credential) => !areFirst(credential))];
}

/**
 * Whether a rotation for this reason may fall through to the issuingCredential itself when the other credentials are
 * rejected. Neither a replaced credential nor a renewal that is early, for its place in the period, is ground to kill
 * a published access token that has hours to live. Where the issuingCredential is the only one, it is taken for the one
 * replaced.
 *
 * @param credentials how many there are
 * @param isEarly whether the published access token is not due for renewal yet
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

/** Whether a credential that Alation accepted is known to be the very same still, under whatever name. */
export function isUnchanged(credential: Credential, states: readonly CredentialState[]): boolean {
  const fingerprint = credentialFingerprint(credential);
  return states.some((state) => state.state === 'active' && state.fingerprint === fingerprint);
}

/** Names of the credentials that Alation rejected at this version of the credentials secret: they are left in peace. */
export function rejectedAt(states: readonly CredentialState[], versionId: string): ReadonlySet<string> {
  return new Set(
    states
      .filter((state) => state.state === 'rejected' && state.versionId === versionId)
      .map((state) => state.name),
  );
}
