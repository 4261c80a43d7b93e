import { backoffDelay } from './backoff.ts';
import type { Credential } from '../integration/credential.ts';
import { credentialFingerprint } from '../integration/credential-fingerprint.ts';
import { isRejected } from './decide.ts';
import type { RotationPolicy } from '../integration/policy.ts';
import type { CredentialInspection, SecretValue } from '../integration/ports.ts';
import { isTooShortLived } from './renewal-time.ts';
import type { RotationError, RotationErrorCode } from '../integration/rotation-error.ts';
import { needsPerson } from '../integration/failure.ts';
import type {
  AccessTokenState,
  CredentialState,
  IntegrationState,
  RotationState,
} from '../integration/integration-state.ts';

/** The credentials as they stand after an attempt. */
export interface DescribedCredentials {
  readonly baseUrl: string;
  readonly versionId: string;
  readonly states: readonly CredentialState[];
}

/** The record after an access token was published or adopted, or found alive by a probe. */
export function stateAfterSuccess(
  before: IntegrationState,
  accessToken: AccessTokenState,
  credentials: DescribedCredentials,
  now: number,
  policy: RotationPolicy,
): IntegrationState {
  const tooShort = isTooShortLived(accessToken, policy);
  // Recovery is told when a success was verified, so until then a failure goes on.
  const unverified = needsPerson(before) ? 'failing' : 'retrying';
  return {
    ...before,
    baseUrl: credentials.baseUrl,
    status: tooShort
      ? statusNow(before, 'failing', 'LifetimeTooShort', now)
      : accessToken.verified
        ? statusNow(before, 'fresh', undefined, now)
        : statusNow(before, unverified, 'VerificationUnavailable', now),
    accessToken,
    acceptedVersion: credentials.versionId,
    backoff: undefined,
    credentials: credentials.states,
  };
}

/**
 * The record after fresh data showed that nothing is to be done: lost or stale tags are made good, and a failure that
 * was on record is not declared mended.
 */
export function unchangedState(
  before: IntegrationState,
  credentials: DescribedCredentials,
  now: number,
): IntegrationState {
  return {
    ...before,
    baseUrl: credentials.baseUrl,
    status: before.status ?? { state: 'fresh', code: undefined, since: now },
    acceptedVersion: before.acceptedVersion ?? credentials.versionId,
    credentials: credentials.states,
  };
}

/**
 * The record after a failure. A failure that somebody must act on is `failing` at once; a passing one is first
 * `retrying`, and becomes `failing` when it has lasted, or when consumers are running out of time or have nothing.
 *
 * @param publishedInDoubt the published access token may be dead: it is verified, and minting tried again, at the
 * very next tick
 */
export function stateAfterFailure(
  before: IntegrationState,
  error: RotationError,
  context: {
    readonly versionId: string | undefined;
    readonly credentials: readonly CredentialState[];
    readonly publishedInDoubt: boolean;
    readonly baseUrl: string | undefined;
  },
  now: number,
  policy: RotationPolicy,
): IntegrationState {
  const { versionId, publishedInDoubt } = context;
  const sameVersion = before.backoff?.versionId === versionId;
  const attempts = (sameVersion ? (before.backoff?.attempts ?? 0) : 0) + 1;
  const after: IntegrationState = {
    ...before,
    baseUrl: context.baseUrl ?? before.baseUrl,
    credentials: context.credentials,
    accessToken:
      before.accessToken && publishedInDoubt
        ? { ...before.accessToken, verified: false }
        : before.accessToken,
  };
  if (isRejected(after, versionId)) {
    return { ...after, status: statusNow(before, 'rejected', error.code, now), backoff: undefined };
  }
  const isPressing = publishedInDoubt || consumersRunOut(before, now, policy);
  const nextAttemptAt =
    isPressing && error.disposition === 'wait' && error.code !== 'AlationThrottled'
      ? now
      : now + backoffDelay(attempts, policy, error.detail.retryAfterMs);
  const state = statusAfterFailure(before, error, attempts, { publishedInDoubt, now, policy });
  return {
    ...after,
    status: statusNow(before, state, error.code, now),
    backoff: versionId === undefined ? undefined : { versionId, attempts, nextAttemptAt },
  };
}

function statusAfterFailure(
  before: IntegrationState,
  error: RotationError,
  attempts: number,
  {
    publishedInDoubt,
    now,
    policy,
  }: { readonly publishedInDoubt: boolean; readonly now: number; readonly policy: RotationPolicy },
): RotationState {
  if (error.disposition !== 'wait' || attempts >= policy.quietFailures) return 'failing';
  if (needsPerson(before) || consumersRunOut(before, now, policy)) return 'failing';
  // One tick later most of these are mended, which nobody needs to be told.
  return publishedInDoubt && attempts > 1 ? 'failing' : 'retrying';
}

function consumersRunOut({ accessToken }: IntegrationState, now: number, policy: RotationPolicy): boolean {
  return accessToken !== undefined && accessToken.expiresAt - now < policy.quietFailures * policy.intervalMs;
}

/** Keeps `since` while the state stays the same, so that alerts are about changes. */
function statusNow(
  before: IntegrationState,
  state: RotationState,
  code: RotationErrorCode | undefined,
  now: number,
): IntegrationState['status'] {
  return { state, code, since: before.status?.state === state ? before.status.since : now };
}

/** Whether credentials for this base URL are for another Alation than those on record. */
export function isMoved(before: IntegrationState, baseUrl: string): boolean {
  return before.baseUrl !== undefined && before.baseUrl !== baseUrl;
}

/**
 * What is known of each credential after an attempt.
 *
 * @param isMoved whether they are for another Alation now, so that none is known to be accepted there
 * @param accepted name of the credential that just minted, if any
 * @param rejected names of those that Alation just rejected
 * @param inspections what Alation said of each, by name, as far as it answered
 */
export function credentialStates(
  credentials: readonly Credential[],
  secret: SecretValue,
  before: readonly CredentialState[],
  found: {
    readonly accepted?: string | undefined;
    readonly rejected: ReadonlySet<string>;
    readonly inspections?: ReadonlyMap<string, CredentialInspection>;
    readonly isMoved: boolean;
  },
  policy: RotationPolicy,
): readonly CredentialState[] {
  return credentials.map((credential) => {
    const namesake = before.find((state) => state.name === credential.name && state.kind === credential.kind);
    const known = namesake?.versionId === secret.versionId ? namesake : undefined;
    const fingerprint = credentialFingerprint(credential);
    const same = before.find((state) => state.fingerprint === fingerprint);
    const isAccepted = found.accepted === credential.name || (!found.isMoved && same?.state === 'active');
    // A rejection ends with the version it is about, so that storing a credential again has it tried again.
    const state = found.rejected.has(credential.name)
      ? 'rejected'
      : isAccepted
        ? 'active'
        : (known?.state ?? 'unchecked');
    return {
      name: credential.name,
      kind: credential.kind,
      state,
      versionId: secret.versionId,
      storedAt: storedAtOf(same, secret),
      fingerprint,
      ...expiryOf(
        credential,
        secret,
        known ?? (same && inDoubt(same)),
        found.inspections?.get(credential.name),
        policy,
      ),
    };
  });
}

/** One that comes again in a later version keeps its age, if it was accepted: what never worked counts as new. */
function storedAtOf(same: CredentialState | undefined, secret: SecretValue): number {
  const keepsItsAge = same?.state === 'active' || same?.versionId === secret.versionId;
  return (keepsItsAge ? same.storedAt : undefined) ?? secret.createdAt;
}

/** What was said of a credential before Alation rejected it is not said of it now. */
function inDoubt(same: CredentialState): CredentialState {
  return same.state === 'rejected' ? { ...same, expirySource: 'estimated' } : same;
}

/** Alation's word stands; without it, an earlier one; without that, an estimate from when the version was stored. */
function expiryOf(
  credential: Credential,
  secret: SecretValue,
  known: CredentialState | undefined,
  inspection: CredentialInspection | undefined,
  policy: RotationPolicy,
): Pick<CredentialState, 'expiresAt' | 'expirySource'> {
  if (credential.kind === 'oauth-client') return { expiresAt: undefined, expirySource: undefined };
  if (inspection?.state === 'active' && inspection.expiresAt !== undefined) {
    return { expiresAt: inspection.expiresAt, expirySource: 'reported' };
  }
  if (known?.expiresAt !== undefined) return { expiresAt: known.expiresAt, expirySource: known.expirySource };
  return { expiresAt: secret.createdAt + policy.refreshTokenLifetimeMs, expirySource: 'estimated' };
}
