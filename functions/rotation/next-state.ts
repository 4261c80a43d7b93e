import { needsPerson } from '../integration/failure.ts';
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
import { credentialStates, isMoved } from './credential-states.ts';
import { isRejected } from './decide.ts';
import type { Findings, RotationFacts } from './facts.ts';
import type { Inspections } from './inspect-credentials.ts';
import { issuingCredentialAmong, mintedByOf } from './issuing-credential.ts';
import { nextContest } from './next-contest.ts';
import type { Done } from './outcome.ts';
import { isTooShortLived } from './renewal-time.ts';
import { isUsable } from './skipped-credentials.ts';
import { stateAfterFailure, statusNow } from './state-after-failure.ts';

/** The state of the credentials after an attempt. */
export interface DescribedCredentials {
  readonly baseUrl: string;
  readonly versionId: string;
  readonly states: readonly CredentialState[];
}

/** Decides, purely, the state of an integration after an outcome. */
export function nextState(
  facts: RotationFacts,
  done: Done,
  inspections: Inspections,
  now: number,
  policy: RotationPolicy,
): IntegrationState {
  return {
    ...stateAfter(facts, done, inspections, now, policy),
    contest: nextContest(facts, done.findings, now, policy),
  };
}

function stateAfter(
  facts: RotationFacts,
  done: Done,
  inspections: Inspections,
  now: number,
  policy: RotationPolicy,
): IntegrationState {
  const { state: before } = facts;
  const { baseUrl } = facts.credentials;
  const { versionId } = facts.secrets.credentials;
  const states = credentialStates(
    facts.credentials.credentials,
    facts.secrets.credentials,
    before.credentials,
    {
      accepted: done.kind === 'rotated' || done.kind === 'repeated' ? done.accessToken.credential : undefined,
      proven: facts.provenCredential,
      rejected: done.findings.rejected,
      forbidden: newlyForbidden(facts, done.findings),
      inspections,
      isMoved: isMoved(before, baseUrl),
      baseUrl,
    },
    policy,
  );
  const credentials: DescribedCredentials = { baseUrl, versionId, states };
  switch (done.kind) {
    case 'skipped':
      return done.reason === 'Rejected'
        ? { ...before, credentials: states, accessToken: doubted(before.accessToken, done.findings) }
        : unchangedState(before, credentials, now);
    case 'probed': {
      const after = stateAfterActive(before, credentials, now, policy);
      // An active access token ends no rejection.
      if (isRejected(after, versionId)) return { ...after, status: before.status };
      return { ...after, answer: done.isAnswer === true ? { at: now } : before.answer };
    }
    case 'probe-unanswered': {
      if (done.isAnswer === true) return unansweredRequest(before, done.isClientRefused, now);
      // A mint decides whether that client is rejected. Until then the next probe comes in the usual slot.
      const unanswered = done.isClientRefused ? undefined : true;
      const accessToken = before.accessToken && { ...before.accessToken, unanswered };
      return { ...(done.isClientRefused ? unchangedState(before, credentials, now) : before), accessToken };
    }
    case 'issuing-credential-kept':
      return done.isActive === true
        ? stateAfterActive(before, credentials, now, policy)
        : { ...unchangedState(before, credentials, now), acceptedVersion: versionId, backoff: undefined };
    case 'repeated':
      return stateAfterRepetition(before, done, credentials, now, policy);
    case 'rotated':
    case 'adopted':
      return stateAfterPublication(facts, done, credentials, now, policy);
    case 'failed': {
      if (done.isAnswer === true) {
        return { ...unchangedState(before, credentials, now), answer: { at: now, code: done.error.code } };
      }
      const { inDoubt } = done.findings;
      const waits = isWaitingFor(done, states);
      const context = { versionId, credentials: states, inDoubt, baseUrl, waits };
      return stateAfterFailure(before, done.error, context, now, policy);
    }
  }
}

/** The state after Alation returned the published access token again instead of a new one. */
function stateAfterRepetition(
  before: IntegrationState,
  done: Extract<Done, { readonly kind: 'repeated' }>,
  credentials: DescribedCredentials,
  now: number,
  policy: RotationPolicy,
): IntegrationState {
  const { verified } = done;
  const accessToken = before.accessToken && { ...before.accessToken, verified };
  const after = stateAfterSuccess(before, accessToken, credentials, now, policy);
  // Alation has no other access token yet. The next mint waits, but not beyond the expiry.
  const { expiresAt } = done.accessToken;
  const latest = now + longestBackoff(policy);
  const nextAttemptAt = expiresAt > now ? Math.min(latest, expiresAt) : latest;
  return { ...after, backoff: { versionId: credentials.versionId, attempts: 0, nextAttemptAt } };
}

/** The state after this or another rotator published an access token. */
function stateAfterPublication(
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

/** The state after a request whose probe got no response. The next sweep probes again, unless it would fail too. */
function unansweredRequest(
  before: IntegrationState,
  isClientRefused: boolean,
  now: number,
): IntegrationState {
  const { accessToken } = before;
  return {
    ...before,
    accessToken: accessToken && { ...accessToken, unanswered: isClientRefused ? undefined : true },
    answer: { at: now, code: 'VerificationUnavailable' },
  };
}

/**
 * The credentials that Alation forbade, if another credential is left that can mint. If not, the 403 probably concerns
 * all of them, such as an IP rule.
 */
function newlyForbidden(
  { state, secrets, credentials }: RotationFacts,
  findings: Findings,
): ReadonlySet<string> {
  const { rejected, forbidden = new Set<string>() } = findings;
  const { versionId } = secrets.credentials;
  const isLeft = credentials.credentials.some(
    ({ name }) =>
      !rejected.has(name) &&
      !forbidden.has(name) &&
      state.credentials.every((known) => known.name !== name || isUsable(known, versionId)),
  );
  return isLeft ? forbidden : new Set();
}

/** Whether a rotation failed with the 403 of one credential and can continue with another credential. */
function isWaitingFor(
  { error, findings }: Extract<Done, { readonly kind: 'failed' }>,
  states: readonly CredentialState[],
): boolean {
  return (
    error.code === 'AlationForbidden' &&
    states.every(({ name, state }) => findings.forbidden?.has(name) !== true || state === 'forbidden')
  );
}

/** The state after a probe found the published access token active. */
function stateAfterActive(
  before: IntegrationState,
  credentials: DescribedCredentials,
  now: number,
  policy: RotationPolicy,
): IntegrationState {
  const accessToken = before.accessToken && { ...before.accessToken, verified: true, unanswered: undefined };
  return stateAfterSuccess(before, accessToken, credentials, now, policy);
}

/** The state after an access token was published or adopted, or a probe found it active. */
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
  return statusNow(before, needsPerson(before) ? 'failing' : 'retrying', 'VerificationUnavailable', now);
}

/** The state when there was nothing to do. Lost tags are rebuilt; a failure stays a failure. */
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

function doubted(
  accessToken: AccessTokenState | undefined,
  { inDoubt }: Pick<Findings, 'inDoubt'>,
): AccessTokenState | undefined {
  return accessToken && { ...accessToken, verified: accessToken.verified && !inDoubt };
}
