import type { CredentialRecord, RotationRecord, RotationState } from '../rotation/rotation-record.ts';
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
  const isAccepted = record.acceptedVersion !== undefined && record.acceptedVersion !== said.acceptedVersion;
  const perCredential = record.credentials.map((credential) => {
    const known =
      said.credentials.find(({ name }) => name === credential.name) ?? nothingSaid(credential.name);
    return credentialNotices(credential, known, {
      now,
      policy,
      isAccepted,
      allRejected: state.said === 'rejected',
    });
  });
  return {
    notices: [
      ...state.notices,
      ...(isAccepted ? [acceptedNotice(record)] : []),
      ...perCredential.flatMap(({ notices }) => notices),
    ],
    said: {
      state: state.said,
      acceptedVersion: record.acceptedVersion ?? said.acceptedVersion,
      credentials: perCredential.map((credential) => credential.said),
    },
  };
}

function stateNotices(
  { status, credentials }: RotationRecord,
  said: SaidRecord,
): { readonly notices: readonly Notice[]; readonly said: RotationState | undefined } {
  const wasBad = said.state === 'failing' || said.state === 'rejected';
  switch (status?.state) {
    case 'rejected': {
      // A replacement that is rejected in its turn must not be met with silence.
      const isSaid = credentials.every(
        ({ name, versionId }) =>
          said.credentials.find((known) => known.name === name)?.rejectedVersion === versionId,
      );
      return {
        notices: said.state === 'rejected' && isSaid ? [] : [{ kind: 'all-rejected' }],
        said: 'rejected',
      };
    }
    case 'failing': {
      const { code, since } = status;
      return {
        notices: wasBad ? [] : [{ kind: 'rotation-failing', code, since }],
        said: wasBad ? said.state : 'failing',
      };
    }
    case 'fresh':
      return wasBad
        ? { notices: [{ kind: 'rotation-recovered' }], said: 'fresh' }
        : { notices: [], said: said.state };
    case 'retrying':
    case undefined:
      return { notices: [], said: said.state };
  }
}

function acceptedNotice(record: RotationRecord): Notice {
  // Of one that Alation has neither minted from nor told the expiry of, nothing is known to be accepted.
  const credentials = record.credentials
    .filter(
      ({ state, expirySource }) =>
        state === 'active' || (state === 'unchecked' && expirySource === 'reported'),
    )
    .map(noticed);
  return { kind: 'credentials-accepted', credentials };
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

/** A refresh token that Alation rejects because it expired has reached its last stage: that is what is said. */
function rejectedNotices(
  credential: CredentialRecord,
  known: SaidOfCredential,
  context: { now: number; policy: WarningPolicy; isAccepted: boolean; allRejected: boolean },
): { readonly notices: readonly Notice[]; readonly said: SaidOfCredential } {
  const isSaid = known.rejectedVersion === credential.versionId;
  const said = { ...known, rejectedVersion: credential.versionId };
  const isExpired = credential.expiresAt !== undefined && context.now >= credential.expiresAt;
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
  const sameExpiry = known.expiresAt !== undefined && isSameExpiry(known.expiresAt, expiresAt);
  const lastSaid = sameExpiry ? (known.stage ?? Infinity) : Infinity;
  const stage = stageOf(expiresAt, now, policy.warningDays);
  if (stage === undefined || stage >= lastSaid) return { notices: [], said: known };

  const said: SaidOfCredential = { ...known, expiresAt, stage };
  if (stage === EXPIRED_STAGE) {
    return { notices: [{ kind: 'refresh-token-expired', credential: noticed(credential) }], said };
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
