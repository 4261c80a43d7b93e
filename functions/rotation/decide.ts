import { longestBackoff } from './backoff.ts';
import type { RotationPolicy } from '../integration/policy.ts';
import {
  earliestRotation,
  isConfirmation,
  isProbeSlot,
  rotationTime,
  rotationTimeOf,
  hashFraction,
  renewalModeOf,
  shortestPeriodMs,
} from './rotation-time.ts';
import type { IntegrationState } from '../integration/integration-state.ts';
import { isCheckDue } from './skipped-credentials.ts';

/** Why an access token is rotated. */
export type RotationReason =
  /** Credentials are stored, and no access token was ever published. */
  | 'NeverIssued'
  /** The published access token reached its rotation time. */
  | 'NearingExpiry'
  /** The published access token has expired. */
  | 'Expired'
  /** The credentials secret has a version with which no rotation has succeeded yet. */
  | 'CredentialReplaced'
  /**
   * A probe found the published access token inactive before its expiry, or the access-token secret has a value that is not
   * an access token.
   */
  | 'Dead'
  /** An operator or a program requested the rotation. */
  | 'Requested'
  /** Alation accepts a credential again that it rejected or forbade. */
  | 'AcceptedAgain';

/** Why nothing is done. */
export type SkipReason =
  /** Neither a rotation nor a probe is due. */
  | 'NotDue'
  /** No credentials are stored yet. */
  | 'AwaitingCredentials'
  /** The backoff after the last failure has not ended. */
  | 'BackingOff'
  /** Alation rejected every credential of this version of the credentials secret. Only a check of these credentials mints. */
  | 'Rejected'
  /** An operator set the tag `token-rotator:paused`. */
  | 'Paused'
  /** A renewal has not ended, or an operator replaced its credential meanwhile. The next sweep decides whether to mint. */
  | 'RenewalPending';

/** What to do with an integration now. */
export type Decision =
  | { readonly action: 'rotate'; readonly reason: RotationReason }
  /** `isRoutine`: no doubt, failure or request causes the probe, so a probe that finds nothing new writes nothing. */
  | { readonly action: 'probe'; readonly isRoutine: boolean }
  /** Check whether Alation accepts the credentials that rotations skip. */
  | { readonly action: 'check' }
  | { readonly action: 'none'; readonly reason: SkipReason };

/** The demands of a request for a rotation. */
export interface RotationDemand {
  /**
   * The remaining lifetime that the access token must have, in ms. If the published access token has it and is active, only
   * new credentials or `isForced` lead to a mint.
   * @default - a new access token, unless the published access token is young
   */
  readonly minimumRemainingMs?: number | undefined;
  /** Whether to replace even a young access token. */
  readonly isForced?: boolean | undefined;
  /**
   * Version of the credentials secret that was stored right before the request. Reads that show another version are repeated
   * for some seconds.
   * @default - any version
   */
  readonly credentialsVersionId?: string | undefined;
}

/** What started a reconcile: a request for a rotation, or a scheduled sweep. */
export interface Trigger {
  /**
   * When a rotation was requested, ms since the epoch. An access token issued since then fulfils the request, because an
   * event may be delivered twice.
   * @default - no request
   */
  readonly requestedAt?: number | undefined;
  /**
   * When the sweep was scheduled, ms since the epoch. The scheduled time decides which integrations the sweep probes. So a
   * sweep that starts late neither skips nor repeats a probe.
   * @default - now
   */
  readonly scheduledAt?: number | undefined;
  /** @default - a request without demands */
  readonly demand?: RotationDemand | undefined;
}

/** Everything that a decision depends on, besides the time and the policy. */
export interface DecisionInput extends Trigger {
  readonly integration: string;
  readonly credentialsVersionId: string | undefined;
  readonly state: IntegrationState;
}

/**
 * Decides, purely, what to do with an integration. The first rule that applies decides. The pause comes first. The
 * rejection of every credential comes before a request, so that no request makes the rotator mint from a rejected
 * credential. A request comes before the backoff, because its sender probably changed a setting.
 */
export function decide(input: DecisionInput, now: number, policy: RotationPolicy): Decision {
  const { state, credentialsVersionId } = input;
  if (state.paused) return { action: 'none', reason: 'Paused' };
  if (credentialsVersionId === undefined) return { action: 'none', reason: 'AwaitingCredentials' };
  const checks = isCheckDue(input.integration, state, credentialsVersionId, now, policy);
  if (isRejected(state, credentialsVersionId)) {
    if (checks) return { action: 'check' };
    return isProbedWhileRejected(input, now, policy)
      ? { action: 'probe', isRoutine: true }
      : { action: 'none', reason: 'Rejected' };
  }
  const requested = requestedAction(input, now, policy);
  if (requested === 'rotate') return { action: 'rotate', reason: 'Requested' };
  if (requested === 'probe') return { action: 'probe', isRoutine: false };
  if (isBackingOff(state, credentialsVersionId, now, policy)) return { action: 'none', reason: 'BackingOff' };

  const { accessToken } = state;
  if (accessToken === undefined) return { action: 'rotate', reason: 'NeverIssued' };
  const isReplaced = hasNewVersion(input);
  // `Expired` and `NearingExpiry` come before `CredentialReplaced`, which mints from the issuing credential only if there is no
  // other credential.
  if (now >= accessToken.expiresAt) {
    // With a shorter period Secrets Manager would soon refuse new versions for a day.
    if (isReplaced || now >= earliestRotation(accessToken, policy))
      return { action: 'rotate', reason: 'Expired' };
    return { action: 'none', reason: 'NotDue' };
  }
  if (now >= rotationTime(accessToken, policy, 0)) return { action: 'rotate', reason: 'NearingExpiry' };
  if (isReplaced) return { action: 'rotate', reason: 'CredentialReplaced' };
  const mode = renewalModeOf(accessToken, state.credentials);
  if (now >= rotationTimeOf(input.integration, accessToken, policy, mode)) {
    return { action: 'rotate', reason: 'NearingExpiry' };
  }
  if (checks) return { action: 'check' };
  if (needsProbe(state)) return { action: 'probe', isRoutine: false };
  const { integration, scheduledAt = now } = input;
  if (
    isProbeSlot(hashFraction(integration), scheduledAt, policy) ||
    isConfirmation(accessToken, scheduledAt, policy)
  ) {
    return { action: 'probe', isRoutine: true };
  }
  return { action: 'none', reason: 'NotDue' };
}

/**
 * Whether the tags have a doubt or a failure that a probe may end. Each rotator writes only the tags that it changes, so two
 * concurrent rotators may leave a failure in the tags after one rotator recovered.
 */
export function needsProbe({ accessToken, status, backoff }: IntegrationState): boolean {
  if (accessToken === undefined) return false;
  const hasFailure = (status !== undefined && status.state !== 'fresh') || backoff !== undefined;
  return !accessToken.verified || accessToken.unanswered === true || hasFailure;
}

/**
 * Whether the published access token is probed although every credential is rejected. If it is inactive, the rotator checks
 * the credentials within a day, and not only when a rotation is due. An OAuth access token is not probed, because its
 * verification needs the client that Alation rejects.
 */
function isProbedWhileRejected(
  { integration, state: { accessToken, credentials }, scheduledAt }: DecisionInput,
  now: number,
  policy: RotationPolicy,
): boolean {
  const issuing = credentials.find(({ name }) => name === accessToken?.credential);
  return (
    accessToken !== undefined &&
    now < accessToken.expiresAt &&
    issuing?.kind === 'refresh-token' &&
    isProbeSlot(hashFraction(integration), scheduledAt ?? now, policy)
  );
}

/** Whether Alation rejected every credential of this version of the credentials secret. */
export function isRejected(state: IntegrationState, credentialsVersionId: string | undefined): boolean {
  return (
    state.credentials.length > 0 &&
    state.credentials.every(
      (credential) => credential.state === 'rejected' && credential.versionId === credentialsVersionId,
    )
  );
}

/**
 * What a request needs. `probe`: the published access token fulfils the request, if a probe finds it active. Undefined if
 * there is no request, or if the published access token fulfils the request without a probe.
 *
 * Without new credentials and without `isForced`, a mint must not follow the previous mint too soon. Otherwise frequent
 * requests would use up the quota of versions.
 */
function requestedAction(
  input: DecisionInput,
  now: number,
  policy: RotationPolicy,
): 'rotate' | 'probe' | undefined {
  const { requestedAt, demand, state } = input;
  const { accessToken } = state;
  if (requestedAt === undefined) return undefined;
  if (accessToken === undefined) return 'rotate';
  const { issuedAt, expiresAt } = accessToken;
  const isOlder = issuedAt < requestedAt;
  if (hasNewVersion(input)) return isOlder ? 'rotate' : undefined;
  if (isOlder && demand?.isForced === true) return 'rotate';
  const isYoung = Math.abs(now - issuedAt) < shortestPeriodMs(policy);
  if (isYoung || expiresAt - now >= (demand?.minimumRemainingMs ?? Infinity)) return 'probe';
  return isOlder ? 'rotate' : undefined;
}

/** Whether the credentials secret has a version with which no rotation has succeeded yet. */
function hasNewVersion({ state: { acceptedVersion }, credentialsVersionId }: DecisionInput): boolean {
  return acceptedVersion !== undefined && acceptedVersion !== credentialsVersionId;
}

function isBackingOff(
  { backoff }: IntegrationState,
  credentialsVersionId: string,
  now: number,
  policy: RotationPolicy,
): boolean {
  if (backoff === undefined || backoff.versionId !== credentialsVersionId) return false;
  // A longer backoff in a tag was written by hand, or with a wrong clock.
  const waits = backoff.nextAttemptAt - now;
  return waits > 0 && waits <= longestBackoff(policy);
}
