import { longestBackoff } from './backoff.ts';
import type { RotationPolicy } from '../integration/policy.ts';
import {
  confirmationTime,
  earliestRenewal,
  probeTime,
  renewalTime,
  renewalTimeOf,
  hashFraction,
  renewalModeOf,
} from './renewal-time.ts';
import type { IntegrationState } from '../integration/integration-state.ts';

/** Why an access token is rotated. */
export type RotationReason =
  /** Credentials are there and no access token was ever published. */
  | 'NeverIssued'
  /** The published access token reached its renewal time. */
  | 'NearingExpiry'
  /** The published access token is past its expiry. */
  | 'Expired'
  /** The credentials secret has a version that rotation has not succeeded with yet. */
  | 'CredentialReplaced'
  /** A probe found the published access token dead before its expiry, or its secret holds something else. */
  | 'Dead'
  /** A person or a program asked for it. */
  | 'Requested';

/** Why nothing is done. */
export type QuietReason =
  /** The published access token is fresh. */
  | 'NotDue'
  /** Nobody has stored credentials yet. */
  | 'AwaitingCredentials'
  /** The last attempt failed a short while ago. */
  | 'BackingOff'
  /** Alation rejected every credential of this version: nothing is tried until it is replaced. */
  | 'Rejected'
  /** An operator set the tag `token-rotator:paused`. */
  | 'Paused';

/** What to do with an integration now. */
export type Decision =
  | { readonly action: 'rotate'; readonly reason: RotationReason }
  | { readonly action: 'probe' }
  | { readonly action: 'none'; readonly reason: QuietReason };

/** Everything a decision depends on. */
export interface DecisionInput {
  readonly integration: string;
  readonly credentialsVersionId: string | undefined;
  readonly state: IntegrationState;
  /**
   * When somebody asked for a rotation of this integration, ms since the epoch. An access token issued since then
   * answers the request: events may come twice.
   * @default - nobody did
   */
  readonly requestedAt?: number | undefined;
}

/**
 * Decides, purely: the first rule that applies wins. Pause and the rejected latch stand above a request, so that
 * nobody can make the rotator hammer Alation with a credential it refused; a request stands above backing off,
 * because a person who asks has changed something.
 */
export function decide(input: DecisionInput, now: number, policy: RotationPolicy): Decision {
  const { state, credentialsVersionId } = input;
  if (state.paused) return { action: 'none', reason: 'Paused' };
  if (credentialsVersionId === undefined) return { action: 'none', reason: 'AwaitingCredentials' };
  if (isRejected(state, credentialsVersionId)) return { action: 'none', reason: 'Rejected' };
  if (isRequested(input)) return { action: 'rotate', reason: 'Requested' };
  if (isBackingOff(state, credentialsVersionId, now, policy)) return { action: 'none', reason: 'BackingOff' };

  const { accessToken } = state;
  if (accessToken === undefined) return { action: 'rotate', reason: 'NeverIssued' };
  const isReplaced = state.acceptedVersion !== undefined && state.acceptedVersion !== credentialsVersionId;
  // Expiry and renewal stand above `CredentialReplaced`, which spares the issuingCredential: it is needed now.
  if (now >= accessToken.expiresAt) {
    // One that lives shorter than Secrets Manager takes new versions is waited for, or soon it would take none for a day.
    if (isReplaced || now >= earliestRenewal(accessToken, policy))
      return { action: 'rotate', reason: 'Expired' };
    return { action: 'none', reason: 'NotDue' };
  }
  if (now >= renewalTime(accessToken, policy, 0)) return { action: 'rotate', reason: 'NearingExpiry' };
  if (isReplaced) return { action: 'rotate', reason: 'CredentialReplaced' };
  const mode = renewalModeOf(accessToken, state.credentials);
  if (now >= renewalTimeOf(input.integration, accessToken, policy, mode)) {
    return { action: 'rotate', reason: 'NearingExpiry' };
  }
  const nextProbeAt = Math.min(
    probeTime(accessToken.probedAt, policy, hashFraction(input.integration)),
    confirmationTime(accessToken, policy),
  );
  // Two rotators at once may leave a failure on record that one of them has mended, in whole or in part, for each
  // writes only the tags it changes: a probe sets it right.
  const hasTrouble =
    (state.status !== undefined && state.status.state !== 'fresh') || state.backoff !== undefined;
  if (!accessToken.verified || hasTrouble || now >= nextProbeAt) return { action: 'probe' };
  return { action: 'none', reason: 'NotDue' };
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

function isRequested({ requestedAt, state: { accessToken } }: DecisionInput): boolean {
  return requestedAt !== undefined && (accessToken === undefined || accessToken.issuedAt < requestedAt);
}

function isBackingOff(
  { backoff }: IntegrationState,
  credentialsVersionId: string,
  now: number,
  policy: RotationPolicy,
): boolean {
  if (backoff === undefined || backoff.versionId !== credentialsVersionId) return false;
  // A tag that asks for more than any failure does was not written by us, or by a clock that was wrong.
  const waits = backoff.nextAttemptAt - now;
  return waits > 0 && waits <= longestBackoff(policy);
}
