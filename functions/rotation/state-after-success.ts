import { needsOperator } from '../integration/failure.ts';
import { minterFingerprint } from '../integration/credential-fingerprint.ts';
import type {
  AccessTokenState,
  CredentialState,
  IntegrationState,
} from '../integration/integration-state.ts';
import type { RotationPolicy } from '../integration/policy.ts';
import { countOutcome } from '../integration/outcome-counts.ts';
import { countOneMore } from '../integration/version-count.ts';
import { longestBackoff } from './backoff.ts';
import type { RotationFacts } from './facts.ts';
import { issuingCredentialAmong, mintedByOf } from './issuing-credential.ts';
import type { Done } from './outcome.ts';
import { isTooShortLived } from './rotation-time.ts';
import { statusNow } from './state-after-failure.ts';

/** The state of the credentials after a reconcile. */
export interface DescribedCredentials {
  readonly baseUrl: string;
  readonly versionId: string;
  readonly states: readonly CredentialState[];
}

/** The state after Alation returned the published access token again instead of a new access token. */
export function stateAfterRepetition(
  before: IntegrationState,
  done: Extract<Done, { readonly kind: 'repeated' }>,
  credentials: DescribedCredentials,
  now: number,
  policy: RotationPolicy,
): IntegrationState {
  const { verified } = done;
  const accessToken = before.accessToken && { ...before.accessToken, verified };
  const after = stateAfterSuccess(before, accessToken, credentials, now, policy);
  // Alation has no other access token yet. The next mint waits, but not beyond an expiry that is still to come.
  const { expiresAt } = done.accessToken;
  const latest = now + longestBackoff(policy);
  const nextAttemptAt = expiresAt > now ? Math.min(latest, expiresAt) : latest;
  return { ...after, backoff: { versionId: credentials.versionId, attempts: 0, nextAttemptAt } };
}

/** The state after this or another rotator published an access token. */
export function stateAfterPublication(
  { state: before, credentials: { credentials: stored } }: RotationFacts,
  done: Extract<Done, { readonly kind: 'rotated' | 'adopted' }>,
  credentials: DescribedCredentials,
  now: number,
  policy: RotationPolicy,
): IntegrationState {
  const { issuedAt, expiresAt, credential } = done.accessToken;
  const minter = issuingCredentialAmong(stored, mintedByOf(done.accessToken, undefined));
  const accessToken: AccessTokenState = {
    issuedAt,
    expiresAt,
    credential,
    verified: done.verified,
    isFirst: false,
    fingerprint: minter && minterFingerprint(minter),
  };
  // Another rotator published an adopted access token, and perhaps more versions. So their number is not known.
  if (done.kind === 'adopted') return stateAfterSuccess(before, accessToken, credentials, now, policy);
  const { isFirst, isLifetimeDoubtful } = done;
  const versions = done.versions && countOneMore(done.versions, now);
  const rotated = { ...accessToken, isFirst, isLifetimeDoubtful, versions };
  return {
    ...stateAfterSuccess(before, rotated, credentials, now, policy),
    outcomes: countOutcome(before.outcomes, 'rotated', now),
  };
}

/** The state after a probe found the published access token active. */
export function stateAfterActive(
  before: IntegrationState,
  credentials: DescribedCredentials,
  now: number,
  policy: RotationPolicy,
): IntegrationState {
  const accessToken = before.accessToken && { ...before.accessToken, verified: true, unanswered: undefined };
  return stateAfterSuccess(before, accessToken, credentials, now, policy);
}

/** The state if the reconcile showed nothing new about the access token. Lost tags are rebuilt; a failure stays a failure. */
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

/** The state after an access token was published or adopted, or was returned again, or a probe found it active. */
export function stateAfterSuccess(
  before: IntegrationState,
  accessToken: AccessTokenState | undefined,
  credentials: DescribedCredentials,
  now: number,
  policy: RotationPolicy,
): IntegrationState {
  return {
    ...before,
    baseUrl: credentials.baseUrl,
    status: statusAfterSuccess(before, accessToken, now, policy),
    accessToken,
    acceptedVersion: credentials.versionId,
    backoff: undefined,
    credentials: credentials.states,
  };
}

function statusAfterSuccess(
  before: IntegrationState,
  accessToken: AccessTokenState | undefined,
  now: number,
  policy: RotationPolicy,
): IntegrationState['status'] {
  if (accessToken !== undefined && isTooShortLived(accessToken, policy)) {
    return statusNow(before, 'failing', 'LifetimeTooShort', now);
  }
  if (accessToken?.verified === true) return statusNow(before, 'fresh', undefined, now);
  // Only a verified success ends a failure.
  return statusNow(before, needsOperator(before) ? 'failing' : 'retrying', 'VerificationUnavailable', now);
}
