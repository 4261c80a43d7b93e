import { credentialsOfAcceptedVersion, isNothingNewAccepted } from '../rotation/acceptance.ts';
import { FAILURE_KINDS, failureOf } from '../rotation/failure.ts';
import type { FailureKind } from '../rotation/failure.ts';
import type { CredentialRecord, RotationRecord, RotationStatus } from '../rotation/rotation-record.ts';
import type { Notice, NoticedCredential } from './notice.ts';
import type { SaidOfCredential, SaidRecord } from './said-record.ts';
import { EXPIRED_STAGE, isSameExpiry, stageOf } from './warning-stage.ts';

const DAY_MS = 86_400_000;

/** When to speak. */
export interface WarningPolicy {
  /** Days before a refresh token's expiry. */
  readonly warningDays: readonly number[];
  /** Days after which an OAuth client secret counts as old; 0 never warns. */
  readonly clientSecretMaxAgeDays: number;
}

/** What is to be said about an integration, and what has been said once that is done. */
export interface DueNotices {
  readonly notices: readonly Notice[];
  readonly said: SaidRecord;
}

/** The part of it that is about how rotation fares. */
type StateNotices = Pick<DueNotices, 'notices'> & Pick<SaidRecord, 'state' | 'failure'>;

/**
 * Decides, purely, what is to be said: every stage once per credential and expiry, every change of state once, and
 * what missed days left unsaid. Saying that credentials were accepted, with the days they have left, covers the stage
 * they are in.
 */
export function dueNotices(
  record: RotationRecord,
  said: SaidRecord,
  now: number,
  policy: WarningPolicy,
): DueNotices {
  const state = stateNotices(record, said);
  const acceptance = acceptanceNotices(record, said, now);
  const perCredential = record.credentials.map((credential) => {
    const known =
      said.credentials.find(({ name }) => name === credential.name) ?? nothingSaid(credential.name);
    return credentialNotices(credential, known, {
      now,
      policy,
      isAccepted: acceptance.accepted.some(({ name }) => name === credential.name),
      allRejected: record.status?.state === 'rejected',
    });
  });
  return {
    notices: [...state.notices, ...acceptance.notices, ...perCredential.flatMap(({ notices }) => notices)],
    said: {
      state: state.state,
      failure: state.failure,
      acceptedVersion: acceptance.acceptedVersion,
      credentials: perCredential.map((credential) => credential.said),
    },
  };
}

/** A failure is said once; what is another one, `failureOf` says. */
function stateNotices(record: RotationRecord, said: SaidRecord): StateNotices {
  const failure = failureOf(record);
  if (failure !== undefined) {
    const before = said.failure?.versionId === failure.versionId ? said.failure : undefined;
    const isSaid = (kind: FailureKind) => before?.kinds.includes(kind) === true;
    return {
      notices: isSaid(failure.kind) ? [] : [failureNotice(failure.status)],
      state: failure.status.state,
      failure: {
        versionId: failure.versionId,
        kinds: FAILURE_KINDS.filter((kind) => kind === failure.kind || isSaid(kind)),
      },
    };
  }
  const wasBad = said.state === 'failing' || said.state === 'rejected';
  return wasBad && record.status?.state === 'fresh'
    ? { notices: [{ kind: 'rotation-recovered' }], state: 'fresh', failure: undefined }
    : { notices: [], state: said.state, failure: said.failure };
}

function failureNotice({ state, code, since }: RotationStatus): Notice {
  return state === 'rejected' ? { kind: 'all-rejected' } : { kind: 'rotation-failing', code, since };
}

/**
 * A version is said to be accepted once, when something is known to be accepted. Where all that is new in it was
 * rejected, that is told instead, and counts as said.
 */
function acceptanceNotices(
  record: RotationRecord,
  said: SaidRecord,
  now: number,
): Pick<DueNotices, 'notices'> &
  Pick<SaidRecord, 'acceptedVersion'> & { readonly accepted: readonly NoticedCredential[] } {
  const nothing = { notices: [], acceptedVersion: said.acceptedVersion, accepted: [] };
  const { acceptedVersion } = record;
  if (acceptedVersion === said.acceptedVersion) return nothing;
  if (isNothingNewAccepted(record)) return { ...nothing, acceptedVersion };
  const credentials = credentialsOfAcceptedVersion(record);
  // One that was there before may have expired by the time another one is stored: that is told for itself.
  const lives = ({ expiresAt = Infinity }: CredentialRecord) => now < expiresAt;
  const accepted = credentials.filter((one) => isKnownToBeAccepted(one) && lives(one)).map(noticed);
  if (accepted.length === 0) return nothing;
  const unused = credentials
    .filter((credential) => credential.state === 'unchecked' && !isKnownToBeAccepted(credential))
    .map(({ name }) => name);
  return {
    notices: [{ kind: 'credentials-accepted', credentials: accepted, unused }],
    acceptedVersion,
    accepted,
  };
}

/** Of one that Alation has neither minted from nor told the expiry of, nothing is known to be accepted. */
function isKnownToBeAccepted({ state, expirySource }: CredentialRecord): boolean {
  return state === 'active' || (state === 'unchecked' && expirySource === 'reported');
}

function credentialNotices(
  credential: CredentialRecord,
  known: SaidOfCredential,
  context: { now: number; policy: WarningPolicy; isAccepted: boolean; allRejected: boolean },
): { readonly notices: readonly Notice[]; readonly said: SaidOfCredential } {
  if (credential.state === 'rejected') return rejectedNotices(credential, known, context);
  return credential.kind === 'oauth-client'
    ? ageNotices(credential, known, context)
    : expiryNotices(credential, known, context);
}

/**
 * A refresh token that Alation rejects because it expired has reached its last stage: that is what is said. Where the
 * expiry is an estimate, no more is known than the rejection.
 */
function rejectedNotices(
  credential: CredentialRecord,
  known: SaidOfCredential,
  context: { now: number; policy: WarningPolicy; isAccepted: boolean; allRejected: boolean },
): { readonly notices: readonly Notice[]; readonly said: SaidOfCredential } {
  const isSaid = known.rejectedVersion === credential.versionId;
  const said = { ...known, rejectedVersion: credential.versionId };
  const isExpired =
    credential.expirySource !== 'estimated' && context.now >= (credential.expiresAt ?? Infinity);
  if (isExpired && !isSaid) return expiryNotices(credential, said, context);
  return {
    notices:
      isSaid || context.allRejected ? [] : [{ kind: 'credential-rejected', credential: noticed(credential) }],
    said,
  };
}

function expiryNotices(
  credential: CredentialRecord,
  known: SaidOfCredential,
  { now, policy, isAccepted }: { now: number; policy: WarningPolicy; isAccepted: boolean },
): { readonly notices: readonly Notice[]; readonly said: SaidOfCredential } {
  const { expiresAt } = credential;
  if (expiresAt === undefined) return { notices: [], said: known };
  const sameExpiry = isSameExpiry(known.expiresAt ?? -Infinity, expiresAt);
  const lastSaid = sameExpiry ? (known.stage ?? Infinity) : Infinity;
  const stage = stageOf(expiresAt, now, policy.warningDays);
  if (stage === undefined || stage >= lastSaid) return { notices: [], said: known };

  const said: SaidOfCredential = { ...known, expiresAt, stage };
  if (stage === EXPIRED_STAGE) {
    const kind =
      credential.expirySource === 'estimated' ? 'refresh-token-perhaps-expired' : 'refresh-token-expired';
    return { notices: [{ kind, credential: noticed(credential) }], said };
  }
  const isCovered = isAccepted && !sameExpiry;
  return {
    notices: isCovered ? [] : [{ kind: 'refresh-token-expiring', credential: noticed(credential), stage }],
    said,
  };
}

function ageNotices(
  credential: CredentialRecord,
  known: SaidOfCredential,
  { now, policy }: { now: number; policy: WarningPolicy },
): { readonly notices: readonly Notice[]; readonly said: SaidOfCredential } {
  const { storedAt } = credential;
  const isOld =
    policy.clientSecretMaxAgeDays > 0 &&
    storedAt !== undefined &&
    now - storedAt >= policy.clientSecretMaxAgeDays * DAY_MS;
  if (!isOld || known.agedStoredAt === storedAt) return { notices: [], said: known };
  return {
    notices: [{ kind: 'client-secret-old', credential: noticed(credential), storedAt }],
    said: { ...known, agedStoredAt: storedAt },
  };
}

function noticed({ name, kind, expiresAt, expirySource }: CredentialRecord): NoticedCredential {
  return { name, kind, expiresAt, expirySource };
}

function nothingSaid(name: string): SaidOfCredential {
  return {
    name,
    expiresAt: undefined,
    stage: undefined,
    rejectedVersion: undefined,
    agedStoredAt: undefined,
  };
}
