import { MAX_CREDENTIALS, Tag } from '../contract.ts';
import { FAILURE_KINDS } from '../integration/failure.ts';
import type { FailureKind } from '../integration/failure.ts';
import type { Tags } from '../integration/ports.ts';
import type { RotationState } from '../integration/integration-state.ts';
import { formatInstant, formatTagFields, parseInstant, parseTagFields } from '../integration/tag-fields.ts';

/** What people were told about one credential. */
export interface CredentialNotificationState {
  readonly name: string;
  /** The expiry that `stage` is about; a replaced refresh token has another one. */
  readonly expiresAt: number | undefined;
  /** The last stage said, in days before expiry; 0 is "expired". */
  readonly stage: number | undefined;
  /** The version of the credentials secret whose rejection was said. */
  readonly rejectedVersion: string | undefined;
  /** When the version was stored whose age was said (OAuth client secrets). */
  readonly agedStoredAt: number | undefined;
}

/** What people were told about the failure that lasts. */
export interface FailureNotificationState {
  /** The version of the credentials secret that it is about. */
  readonly versionId: string | undefined;
  /** All that was said of it since: kinds that alternate are each said once. */
  readonly kinds: readonly FailureKind[];
}

/** What people were told about an integration, kept in tags so that nothing is said twice. */
export interface NotificationState {
  /** The last state said; undefined when nothing was ever wrong. */
  readonly state: RotationState | undefined;
  readonly failure: FailureNotificationState | undefined;
  /** The version of the credentials secret whose acceptance was said. */
  readonly acceptedVersion: string | undefined;
  readonly credentials: readonly CredentialNotificationState[];
}

/** Reads what was said. Lost tags read as nothing said: better twice than never. */
export function parseNotificationState(tags: Tags): NotificationState {
  const { state, version, failures, accepted } = parseTagFields(tags[Tag.said]);
  const kinds = FAILURE_KINDS.filter((kind) => failures?.split(':').includes(kind));
  return {
    state: state === 'failing' || state === 'rejected' || state === 'fresh' ? state : undefined,
    failure: kinds.length === 0 ? undefined : { versionId: version, kinds },
    acceptedVersion: accepted,
    credentials: positions
      .map((position) => parseCredential(tags[`${Tag.warnedPrefix}${position}`]))
      .filter((said) => said !== undefined),
  };
}

/** The tags that turn what was said before into `said`: only those that differ. */
export function changedNotificationTags(said: NotificationState, current: Tags): Tags {
  const wanted: Record<string, string> = {
    [Tag.said]: formatTagFields({
      state: said.state,
      version: said.failure?.versionId,
      failures: said.failure?.kinds.join(':'),
      accepted: said.acceptedVersion,
    }),
  };
  for (const position of positions) {
    wanted[`${Tag.warnedPrefix}${position}`] = formatCredential(said.credentials[position - 1]);
  }
  return Object.fromEntries(Object.entries(wanted).filter(([key, value]) => (current[key] ?? '') !== value));
}

const positions = Array.from({ length: MAX_CREDENTIALS }, (_, index) => index + 1);

function parseCredential(value: string | undefined): CredentialNotificationState | undefined {
  const { name, expires, stage, rejected, aged } = parseTagFields(value);
  if (name === undefined) return undefined;
  return {
    name,
    expiresAt: parseInstant(expires),
    stage: stage !== undefined && /^\d{1,5}$/.test(stage) ? Number(stage) : undefined,
    rejectedVersion: rejected,
    agedStoredAt: parseInstant(aged),
  };
}

function formatCredential(said: CredentialNotificationState | undefined): string {
  if (said === undefined) return '';
  return formatTagFields({
    name: said.name,
    expires: said.expiresAt === undefined ? undefined : formatInstant(said.expiresAt),
    stage: said.stage === undefined ? undefined : String(said.stage),
    rejected: said.rejectedVersion,
    aged: said.agedStoredAt === undefined ? undefined : formatInstant(said.agedStoredAt),
  });
}
