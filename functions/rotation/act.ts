import type { PublishedAccessToken } from './access-token.ts';
import { minterFingerprint } from './credential-fingerprint.ts';
import { rejectedAt } from './credential-order.ts';
import { decide } from './decide.ts';
import type { RotationReason } from './decide.ts';
import { inspectCredentials } from './inspect-credentials.ts';
import type { RotationProgress } from './mint-access-token.ts';
import type { RotationOutcome } from './outcome.ts';
import type { Credential } from './credential.ts';
import { prepareRequest } from './prepare-request.ts';
import { originOf, publisherAmong } from './publisher.ts';
import { credentialRecords, isMoved, recordAfterSuccess, recordAsFound } from './record-after.ts';
import { rotateAccessToken } from './rotate-access-token.ts';
import { RotationError } from './rotation-error.ts';
import type { AccessTokenRecord, RotationRecord } from './rotation-record.ts';
import type { RotationDependencies, RotationSession } from './rotation-session.ts';
import { verdictOn, verificationOf, verifyingCredential } from './verify-access-token.ts';

/**
 * Decides on fresh data and acts on it: nothing, a probe, or a rotation.
 *
 * @param progress filled in on the way, for the caller to read when this throws
 * @throws RotationError when the rotation failed
 */
export async function act(
  deps: RotationDependencies,
  session: RotationSession,
  requestedAt: number | undefined,
  progress: RotationProgress,
): Promise<RotationOutcome> {
  const { record, secrets, published } = session;
  const { integration } = session.listed;
  const credentialsVersionId = secrets.credentials.versionId;
  const decision = decide(
    { integration, credentialsVersionId, record, requestedAt },
    deps.clock.now(),
    deps.policy,
  );
  switch (decision.action) {
    case 'none': {
      const credentials = await describedCredentials(deps, session, [], progress);
      return {
        kind: 'quiet',
        reason: decision.reason,
        integration,
        record: recordAsFound(record, credentials, deps.clock.now()),
      };
    }
    case 'probe':
      return probe(deps, session, progress);
    case 'rotate': {
      if (decision.reason === 'Requested') await prepareRequest(deps, session, progress);
      // A value that is none of ours serves consumers no better than a dead access token.
      const isForeign = published === undefined && secrets.accessToken !== undefined;
      return rotate(deps, session, isForeign ? 'Dead' : decision.reason, progress);
    }
  }
}

/** Verifies the published access token; a dead one is replaced at once. */
async function probe(
  deps: RotationDependencies,
  session: RotationSession,
  progress: RotationProgress,
): Promise<RotationOutcome> {
  const { published, credentials, record, listed } = session;
  const through = published && verifyingCredential(credentials.credentials, published);
  if (published === undefined || through === undefined || record.accessToken === undefined) {
    return rotate(deps, session, 'CredentialReplaced', progress);
  }
  const verdict = await verdictOn(deps, session, published, through);
  const { integration } = listed;
  if (verdict === 'client-refused') {
    // Whether that client is rejected is for a mint to say; until then it is not made to fail at every tick.
    const now = deps.clock.now();
    const asFound = recordAsFound(record, await describedCredentials(deps, session, [], progress), now);
    const accessToken = { ...record.accessToken, probedAt: now };
    return { kind: 'probe-unanswered', integration, record: { ...asFound, accessToken } };
  }
  const verification = verificationOf(verdict);
  if (verification === 'dead') {
    progress.publishedInDoubt = true;
    return rotate(deps, session, 'Dead', progress);
  }
  if (verification === 'unknown') return { kind: 'probe-unanswered', integration, record };

  const estimated = credentials.credentials.filter(
    ({ name }) => record.credentials.find((known) => known.name === name)?.expirySource !== 'reported',
  );
  const described = await describedCredentials(deps, session, estimated, progress);
  const now = deps.clock.now();
  const accessToken: AccessTokenRecord = { ...record.accessToken, verified: true, probedAt: now };
  return {
    kind: 'probed',
    integration,
    record: recordAfterSuccess(record, accessToken, described, now, deps.policy),
  };
}

async function rotate(
  deps: RotationDependencies,
  session: RotationSession,
  reason: RotationReason,
  progress: RotationProgress,
): Promise<RotationOutcome> {
  const { integration } = session.listed;
  const result = await rotateAccessToken(deps, session, reason, progress);
  const described = await describedCredentials(
    deps,
    session,
    session.credentials.credentials,
    progress,
    result.kind === 'rotated' ? result.accessToken.credential : undefined,
  );
  const now = deps.clock.now();
  if (result.kind === 'publisher-carries-on') {
    // The publisher's access token lives on, and nobody could mint the next one: that is no success.
    if (described.isRefused) throw nothingLeft(integration);
    const asFound = recordAsFound(session.record, described, now);
    const record = { ...asFound, acceptedVersion: described.versionId, backoff: undefined };
    return { kind: 'quiet', reason: 'PublisherCarriesOn', integration, record };
  }
  const { issuedAt, expiresAt, credential } = result.accessToken;
  const accessToken: AccessTokenRecord = {
    issuedAt,
    expiresAt,
    credential,
    verified: result.verified,
    probedAt: now,
    isFirst: result.kind === 'rotated' && result.isFirst,
    fingerprint: fingerprintByName(session, result.accessToken),
  };
  const record: RotationRecord = recordAfterSuccess(session.record, accessToken, described, now, deps.policy);
  const { versionId } = result;
  return result.kind === 'rotated'
    ? { kind: 'rotated', reason, versionId, verified: result.verified, integration, record }
    : { kind: 'adopted', reason, versionId, integration, record };
}

/** The credentials for the record, after asking Alation about the expiry of `toInspect`. */
async function describedCredentials(
  deps: RotationDependencies,
  { credentials, secrets, record, until }: RotationSession,
  toInspect: readonly Credential[],
  progress: RotationProgress,
  accepted?: string,
) {
  const latched = rejectedAt(record.credentials, secrets.credentials.versionId);
  const isRejected = ({ name }: Credential) => progress.rejected.has(name) || latched.has(name);
  const inspections = await inspectCredentials(
    deps,
    credentials.baseUrl,
    toInspect.filter((credential) => !isRejected(credential)),
    until,
  );
  const records = credentialRecords(
    credentials.credentials,
    secrets.credentials,
    record.credentials,
    { accepted, rejected: progress.rejected, inspections, isMoved: isMoved(record, credentials.baseUrl) },
    deps.policy,
  );
  return {
    baseUrl: credentials.baseUrl,
    versionId: secrets.credentials.versionId,
    records,
    /** Whether Alation refuses every one, as far as it was asked. */
    isRefused: credentials.credentials.every(
      (credential) => isRejected(credential) || inspections.get(credential.name)?.state === 'refused',
    ),
  };
}

/** Of the credential that minted it. Another rotator works with the same credentials, so that their names are the same. */
function fingerprintByName(
  { credentials }: RotationSession,
  accessToken: PublishedAccessToken,
): string | undefined {
  const minter = publisherAmong(credentials.credentials, originOf(accessToken, undefined));
  return minter && minterFingerprint(minter);
}

function nothingLeft(integration: string): RotationError {
  return new RotationError(
    'CredentialRejected',
    `Alation rejected the credential that was stored for ${integration}, and calls the others invalid as well: make a new ` +
      'refresh token or client secret and store it before the published access token expires',
  );
}
