import { MAX_CREDENTIALS, Tag } from '../contract.ts';
import { FAILURE_KINDS } from '../integration/failure.ts';
import type { FailureKind } from '../integration/failure.ts';
import type { Tags } from '../integration/ports.ts';
import type { RotationState } from '../integration/integration-state.ts';
import { formatInstant, formatTagFields, parseInstant, parseTagFields } from '../integration/tag-fields.ts';
import { formatReminders, parseReminders } from './reminder-tag.ts';
import type { Reminders } from './reminder-tag.ts';

/**
 * Length of `lifetimeDoubtVersion`: enough to distinguish two versions, and few enough for the 256 characters of the tag.
 */
export const DOUBT_VERSION_LENGTH = 7;

/** The notifications that were sent about one credential. */
export interface CredentialNotificationState {
  readonly name: string;
  /** The expiry that `stage` is about; a new refresh token has another expiry. */
  readonly expiresAt: number | undefined;
  /** The last stage sent, in days before expiry; 0 is "expired". */
  readonly stage: number | undefined;
  /**
   * The version of the credentials secret whose rejection was reported; after `forbidden:` the version whose 403 was
   * reported.
   */
  readonly rejectedVersion: string | undefined;
  /** `credentialFingerprint` of the credential that was refused. Version 0.1.0 ignores it. */
  readonly refusedSecret?: string | undefined;
  /** Storage time of the OAuth client secret whose age was reported. */
  readonly agedStoredAt: number | undefined;
}

/** The notifications that were sent about the present failure. */
export interface FailureNotificationState {
  /** The version of the credentials secret that failed. */
  readonly versionId: string | undefined;
  /** The kinds that were reported for this version. A reported kind is not reported as new again, even if kinds alternate. */
  readonly kinds: readonly FailureKind[];
}

/** The notifications that were sent about an integration. Tags keep them, so that none is sent twice. */
export interface NotificationState {
  /** The last state reported; undefined if no failure was reported yet. */
  readonly state: RotationState | undefined;
  readonly failure: FailureNotificationState | undefined;
  /** The version of the credentials secret whose acceptance was reported. */
  readonly acceptedVersion: string | undefined;
  /** The day (UTC) on which a contest was last reported; undefined after the end of the contest was reported. */
  readonly contestedOn?: string | undefined;
  /** The first characters of the version of the credentials secret whose doubtful lifetime was reported. */
  readonly lifetimeDoubtVersion?: string | undefined;
  readonly credentials: readonly CredentialNotificationState[];
  /** When the notifications that are repeated were last sent. Version 0.1.0 ignores the tag. */
  readonly reminders: Reminders;
}

/** Reads the notification state from tags. If the tags are lost, notifications are sent again: twice is better than never. */
export function parseNotificationState(tags: Tags): NotificationState {
  const { state, version, failures, accepted, contested, lifetime } = parseTagFields(tags[Tag.said]);
  const kinds = FAILURE_KINDS.filter((kind) => failures?.split(':').includes(kind));
  return {
    state: state === 'failing' || state === 'rejected' || state === 'fresh' ? state : undefined,
    failure: kinds.length === 0 ? undefined : { versionId: version, kinds },
    acceptedVersion: accepted,
    contestedOn: contested,
    // Version 0.2.0 stored 8 characters.
    lifetimeDoubtVersion: lifetime?.slice(0, DOUBT_VERSION_LENGTH),
    credentials: positions
      .map((position) => parseCredential(tags[`${Tag.warnedPrefix}${position}`]))
      .filter((credential) => credential !== undefined),
    reminders: parseReminders(tags[Tag.reminded]),
  };
}

/** What was sent about a credential. */
export function sentAbout(name: string, { credentials }: NotificationState): CredentialNotificationState {
  return (
    credentials.find((credential) => credential.name === name) ?? {
      name,
      expiresAt: undefined,
      stage: undefined,
      rejectedVersion: undefined,
      agedStoredAt: undefined,
    }
  );
}

/** The notification state with changes of what was sent about one credential. */
export function withCredential(
  state: NotificationState,
  name: string,
  changes: Partial<CredentialNotificationState>,
): NotificationState {
  return {
    ...state,
    credentials: state.credentials.map((one) => (one.name === name ? { ...one, ...changes } : one)),
  };
}

/** The tags to write for a new notification state: only those that differ from the current tags. */
export function changedNotificationTags(state: NotificationState, current: Tags): Tags {
  const wanted: Record<string, string> = {
    [Tag.said]: formatTagFields({
      state: state.state,
      version: state.failure?.versionId,
      failures: state.failure?.kinds.join(':'),
      accepted: state.acceptedVersion,
      contested: state.contestedOn,
      lifetime: state.lifetimeDoubtVersion,
    }),
    [Tag.reminded]: formatReminders(state.reminders),
  };
  for (const position of positions) {
    wanted[`${Tag.warnedPrefix}${position}`] = formatCredential(state.credentials[position - 1]);
  }
  return Object.fromEntries(Object.entries(wanted).filter(([key, value]) => (current[key] ?? '') !== value));
}

const positions = Array.from({ length: MAX_CREDENTIALS }, (_, index) => index + 1);

function parseCredential(value: string | undefined): CredentialNotificationState | undefined {
  const { name, expires, stage, rejected, secret, aged } = parseTagFields(value);
  if (name === undefined) return undefined;
  return {
    name,
    expiresAt: parseInstant(expires),
    stage: stage !== undefined && /^\d{1,5}$/.test(stage) ? Number(stage) : undefined,
    rejectedVersion: rejected,
    refusedSecret: secret,
    agedStoredAt: parseInstant(aged),
  };
}

function formatCredential(credential: CredentialNotificationState | undefined): string {
  if (credential === undefined) return '';
  return formatTagFields({
    name: credential.name,
    expires: credential.expiresAt === undefined ? undefined : formatInstant(credential.expiresAt),
    stage: credential.stage === undefined ? undefined : String(credential.stage),
    rejected: credential.rejectedVersion,
    secret: credential.refusedSecret,
    aged: credential.agedStoredAt === undefined ? undefined : formatInstant(credential.agedStoredAt),
  });
}
