import type { Credential } from '../integration/credential.ts';
import { credentialFingerprint, minterId } from '../integration/credential-fingerprint.ts';
import type { CredentialState, IntegrationState } from '../integration/integration-state.ts';
import type { RotationPolicy } from '../integration/policy.ts';
import type { CredentialInspection, SecretValue } from '../integration/ports.ts';

/** What a reconcile showed about credentials. */
export interface CredentialFindings {
  /** Name of the credential that minted in this reconcile, if any. */
  readonly accepted?: string | undefined;
  /** Name of the credential that minted the published access token, if that is certain. The tags may not show this mint. */
  readonly proven?: string | undefined;
  /** Names of the credentials that Alation rejected in this reconcile. */
  readonly rejected: ReadonlySet<string>;
  /** Names of the credentials that Alation forbade in this reconcile, while another credential can mint. */
  readonly forbidden?: ReadonlySet<string>;
  /** Results of the inspections, by name of the credential. A failed inspection is missing. */
  readonly inspections?: ReadonlyMap<string, CredentialInspection>;
  /** Whether the base URL changed: the new Alation instance has not accepted any credential yet. */
  readonly isMoved: boolean;
  readonly baseUrl: string;
}

/** Whether this base URL differs from the base URL in the state. */
export function isMoved(before: IntegrationState, baseUrl: string): boolean {
  return before.baseUrl !== undefined && before.baseUrl !== baseUrl;
}

/** The state of each credential after a reconcile. */
export function credentialStates(
  credentials: readonly Credential[],
  secret: SecretValue,
  before: readonly CredentialState[],
  found: CredentialFindings,
  policy: Pick<RotationPolicy, 'refreshTokenLifetimeMs'>,
): readonly CredentialState[] {
  const fingerprints: readonly (string | undefined)[] = credentials.map(credentialFingerprint);
  const isStoredAgain =
    before.length === credentials.length && before.every((state) => fingerprints.includes(state.fingerprint));
  return credentials.map((credential, index) => {
    const { name, kind } = credential;
    const namesake = before.find((state) => state.name === name && state.kind === kind);
    const fingerprint = fingerprints[index];
    const same = before.find((state) => state.fingerprint === fingerprint);
    // A new credential changes nothing about the others. An operator who stores the same credentials again wants another try.
    const kept = !isStoredAgain && !found.isMoved && same !== undefined && isRefused(same) ? same : undefined;
    const known = namesake?.versionId === secret.versionId ? namesake : kept;
    const state = stateOf(credential, known, same, found);
    return {
      name,
      kind,
      state,
      versionId: secret.versionId,
      storedAt: storedAtOf(same, secret, kept !== undefined),
      fingerprint,
      // Alation mints nothing from a rejected credential, so it revokes no access token of another integration.
      minter: state === 'rejected' ? undefined : minterId(found.baseUrl, credential),
      ...expiryOf(
        credential,
        secret,
        known ?? (same && withDoubtfulExpiry(same)),
        found.inspections?.get(name),
        policy,
      ),
    };
  });
}

/**
 * @param known the state of the credential with this name at this version of the secret; else the earlier refusal of the
 *   same credential, if it still applies
 * @param same the state of the same refresh token or client secret, under any name
 */
function stateOf(
  { name, kind }: Credential,
  known: CredentialState | undefined,
  same: CredentialState | undefined,
  found: CredentialFindings,
): CredentialState['state'] {
  if (found.rejected.has(name)) return 'rejected';
  if (found.accepted === name) return 'active';
  // The rotator mints from a rejected refresh token only after Alation reported it active, so a 403 ends the rejection.
  // For a rejected OAuth client, a 403 does not show that Alation accepts the client again.
  const staysRejected = known?.state === 'rejected' && kind === 'oauth-client';
  if (found.forbidden?.has(name) === true && !staysRejected) return 'forbidden';
  if (!found.isMoved && same?.state === 'active') return 'active';
  const state = known?.state ?? 'unchecked';
  return state === 'unchecked' && found.proven === name ? 'active' : state;
}

function isRefused({ state }: CredentialState): boolean {
  return state === 'rejected' || state === 'forbidden';
}

/** An unchanged credential keeps its time of storage in later versions, if it was accepted or a refusal still applies. */
function storedAtOf(same: CredentialState | undefined, secret: SecretValue, isKept: boolean): number {
  const { state, versionId, storedAt } = same ?? {};
  const keepsStoredAt = isKept || state === 'active' || versionId === secret.versionId;
  return (keepsStoredAt ? storedAt : undefined) ?? secret.createdAt;
}

/** The expiry of a rejected credential is an estimate: it was reported before the rejection. */
function withDoubtfulExpiry(same: CredentialState): CredentialState {
  return same.state === 'rejected' ? { ...same, expirySource: 'estimated' } : same;
}

/** The expiry from this inspection, else from an earlier inspection, else an estimate from the time of storage. */
function expiryOf(
  credential: Credential,
  secret: SecretValue,
  known: CredentialState | undefined,
  inspection: CredentialInspection | undefined,
  policy: Pick<RotationPolicy, 'refreshTokenLifetimeMs'>,
): Pick<CredentialState, 'expiresAt' | 'expirySource'> {
  if (credential.kind === 'oauth-client') return { expiresAt: undefined, expirySource: undefined };
  if (inspection?.state === 'active' && inspection.expiresAt !== undefined) {
    return { expiresAt: inspection.expiresAt, expirySource: 'reported' };
  }
  if (known?.expiresAt !== undefined) return { expiresAt: known.expiresAt, expirySource: known.expirySource };
  return { expiresAt: secret.createdAt + policy.refreshTokenLifetimeMs, expirySource: 'estimated' };
}
