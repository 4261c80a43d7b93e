import type { AccessTokenState, IntegrationState } from '../integration/integration-state.ts';
import type { RotationPolicy } from '../integration/policy.ts';
import { credentialStates, isMoved } from './credential-states.ts';
import { isRejected } from './decide.ts';
import type { Findings, RotationFacts } from './facts.ts';
import { newlyForbidden, waitsForForbidden } from './forbidden-credentials.ts';
import type { Inspections } from './inspect-credentials.ts';
import { nextContest } from './next-contest.ts';
import type { Done } from './outcome.ts';
import { stateAfterFailure } from './state-after-failure.ts';
import {
  stateAfterActive,
  stateAfterPublication,
  stateAfterRepetition,
  unchangedState,
} from './state-after-success.ts';
import type { DescribedCredentials } from './state-after-success.ts';

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
      // A mint decides whether the OAuth client is rejected. Until then the next probe comes in the usual slot.
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
      const waits = waitsForForbidden(done, states);
      const context = { versionId, credentials: states, inDoubt, baseUrl, waits };
      return stateAfterFailure(before, done.error, context, now, policy);
    }
  }
}

/**
 * The state after a request whose probe got no usable response. The next sweep probes again, unless Alation does not let the
 * OAuth client verify.
 */
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

function doubted(
  accessToken: AccessTokenState | undefined,
  { inDoubt }: Pick<Findings, 'inDoubt'>,
): AccessTokenState | undefined {
  return accessToken && { ...accessToken, verified: accessToken.verified && !inDoubt };
}
