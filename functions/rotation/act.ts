import type { PublishedAccessToken } from '../integration/access-token.ts';
import { minterFingerprint } from '../integration/credential-fingerprint.ts';
import { rejectedAt } from './choose-credentials.ts';
import { decide } from './decide.ts';
import type { RotationReason } from './decide.ts';
import { inspectCredentials } from './inspect-credentials.ts';
import type { RotationFindings } from './mint.ts';
import type { RotationOutcome } from './outcome.ts';
import type { Credential } from '../integration/credential.ts';
import { prepareRequest } from './probe-before-request.ts';
import { mintedByOf, issuingCredentialAmong } from './issuing-credential.ts';
import { credentialStates, isMoved, stateAfterSuccess, unchangedState } from './next-state.ts';
import { rotateAccessToken } from './rotate.ts';
import { RotationError } from '../integration/rotation-error.ts';
import type { AccessTokenState, IntegrationState } from '../integration/integration-state.ts';
import type { RotationDependencies, RotationFacts } from './facts.ts';
import { verdictOn, verificationOf, verifyingCredential } from './verify.ts';

/**
 * Decides on fresh data and acts on it: nothing, a probe, or a rotation.
 *
 * @param findings filled in on the way, for the caller to read when this throws
 * @throws RotationError when the rotation failed
 */
export async function act(
  deps: RotationDependencies,
  facts: RotationFacts,
  requestedAt: number | undefined,
  findings: RotationFindings,
): Promise<RotationOutcome> {
  const { state, secrets, published } = facts;
  const { integration } = facts.listed;
  const credentialsVersionId = secrets.credentials.versionId;
  const decision = decide(
    { integration, credentialsVersionId, state, requestedAt },
    deps.clock.now(),
    deps.policy,
  );
  switch (decision.action) {
    case 'none': {
      const credentials = await describedCredentials(deps, facts, [], findings);
      return {
        kind: 'quiet',
        reason: decision.reason,
        integration,
        state: unchangedState(state, credentials, deps.clock.now()),
      };
    }
    case 'probe':
      return probe(deps, facts, findings);
    case 'rotate': {
      if (decision.reason === 'Requested') await prepareRequest(deps, facts, findings);
      // A value that is none of ours serves consumers no better than a dead access token.
      const isForeign = published === undefined && secrets.accessToken !== undefined;
      return rotate(deps, facts, isForeign ? 'Dead' : decision.reason, findings);
    }
  }
}

/** Verifies the published access token; a dead one is replaced at once. */
async function probe(
  deps: RotationDependencies,
  facts: RotationFacts,
  findings: RotationFindings,
): Promise<RotationOutcome> {
  const { published, credentials, state, listed } = facts;
  const through = published && verifyingCredential(credentials.credentials, published);
  if (published === undefined || through === undefined || state.accessToken === undefined) {
    return rotate(deps, facts, 'CredentialReplaced', findings);
  }
  const verdict = await verdictOn(deps, facts, published, through);
  const { integration } = listed;
  if (verdict === 'client-refused') {
    // Whether that client is rejected is for a mint to say; until then it is not made to fail at every tick.
    const now = deps.clock.now();
    const asFound = unchangedState(state, await describedCredentials(deps, facts, [], findings), now);
    const accessToken = { ...state.accessToken, probedAt: now };
    return { kind: 'probe-unanswered', integration, state: { ...asFound, accessToken } };
  }
  const verification = verificationOf(verdict);
  if (verification === 'inactive') {
    findings.publishedInDoubt = true;
    return rotate(deps, facts, 'Dead', findings);
  }
  if (verification === 'unknown') return { kind: 'probe-unanswered', integration, state };

  const estimated = credentials.credentials.filter(
    ({ name }) => state.credentials.find((known) => known.name === name)?.expirySource !== 'reported',
  );
  const described = await describedCredentials(deps, facts, estimated, findings);
  const now = deps.clock.now();
  const accessToken: AccessTokenState = { ...state.accessToken, verified: true, probedAt: now };
  return {
    kind: 'probed',
    integration,
    state: stateAfterSuccess(state, accessToken, described, now, deps.policy),
  };
}

async function rotate(
  deps: RotationDependencies,
  facts: RotationFacts,
  reason: RotationReason,
  findings: RotationFindings,
): Promise<RotationOutcome> {
  const { integration } = facts.listed;
  const result = await rotateAccessToken(deps, facts, reason, findings);
  const described = await describedCredentials(
    deps,
    facts,
    facts.credentials.credentials,
    findings,
    result.kind === 'rotated' ? result.accessToken.credential : undefined,
  );
  const now = deps.clock.now();
  if (result.kind === 'issuing-credential-kept') {
    // The issuingCredential's access token lives on, and nobody could mint the next one: that is no success.
    if (described.isRefused) throw nothingLeft(integration);
    const asFound = unchangedState(facts.state, described, now);
    const state = { ...asFound, acceptedVersion: described.versionId, backoff: undefined };
    return { kind: 'quiet', reason: 'IssuingCredentialKept', integration, state };
  }
  const { issuedAt, expiresAt, credential } = result.accessToken;
  const accessToken: AccessTokenState = {
    issuedAt,
    expiresAt,
    credential,
    verified: result.verified,
    probedAt: now,
    isFirst: result.kind === 'rotated' && result.isFirst,
    fingerprint: fingerprintByName(facts, result.accessToken),
  };
  const state: IntegrationState = stateAfterSuccess(facts.state, accessToken, described, now, deps.policy);
  const { versionId } = result;
  return result.kind === 'rotated'
    ? { kind: 'rotated', reason, versionId, verified: result.verified, integration, state }
    : { kind: 'adopted', reason, versionId, integration, state };
}

/** The credentials for the state, after asking Alation about the expiry of `toInspect`. */
async function describedCredentials(
  deps: RotationDependencies,
  { credentials, secrets, state, until }: RotationFacts,
  toInspect: readonly Credential[],
  findings: RotationFindings,
  accepted?: string,
) {
  const latched = rejectedAt(state.credentials, secrets.credentials.versionId);
  const isRejected = ({ name }: Credential) => findings.rejected.has(name) || latched.has(name);
  const inspections = await inspectCredentials(
    deps,
    credentials.baseUrl,
    toInspect.filter((credential) => !isRejected(credential)),
    until,
  );
  const states = credentialStates(
    credentials.credentials,
    secrets.credentials,
    state.credentials,
    { accepted, rejected: findings.rejected, inspections, isMoved: isMoved(state, credentials.baseUrl) },
    deps.policy,
  );
  return {
    baseUrl: credentials.baseUrl,
    versionId: secrets.credentials.versionId,
    states,
    /** Whether Alation refuses every one, as far as it was asked. */
    isRefused: credentials.credentials.every(
      (credential) => isRejected(credential) || inspections.get(credential.name)?.state === 'refused',
    ),
  };
}

/** Of the credential that minted it. Another rotator works with the same credentials, so that their names are the same. */
function fingerprintByName(
  { credentials }: RotationFacts,
  accessToken: PublishedAccessToken,
): string | undefined {
  const minter = issuingCredentialAmong(credentials.credentials, mintedByOf(accessToken, undefined));
  return minter && minterFingerprint(minter);
}

function nothingLeft(integration: string): RotationError {
  return new RotationError(
    'CredentialRejected',
    `Alation rejected the credential that was stored for ${integration}, and calls the others invalid as well: make a new ` +
      'refresh token or client secret and store it before the published access token expires',
  );
}
