import { daysLeft } from '../../functions/expiry/warning-stage.ts';
import { isRejected } from '../../functions/rotation/decide.ts';
import { defaultPolicy } from '../../functions/rotation/policy.ts';
import type { ListedIntegration } from '../../functions/rotation/ports.ts';
import { renewalTimeOf, successionOf } from '../../functions/rotation/renewal-time.ts';
import { parseRotationRecord } from '../../functions/rotation/rotation-record.ts';
import type {
  AccessTokenRecord,
  CredentialRecord,
  RotationRecord,
} from '../../functions/rotation/rotation-record.ts';

/** How an integration fares, as a person asks: the rotator's states, and what surrounds them. */
export type StatusState =
  | 'fresh'
  | 'retrying'
  | 'failing'
  | 'rejected'
  | 'expired'
  | 'paused'
  | 'awaiting-credentials'
  /** Credentials that no tick has tried yet. */
  | 'new-credentials';

/** One credential. */
export interface CredentialStatus extends Pick<
  CredentialRecord,
  'name' | 'kind' | 'expiresAt' | 'expirySource'
> {
  readonly state: CredentialRecord['state'];
  /** Whole days; undefined for an OAuth client, which does not expire. */
  readonly daysLeft: number | undefined;
}

/** What a person has to do. */
export type Todo =
  | { readonly kind: 'onboard' }
  | { readonly kind: 'replace'; readonly credential: string; readonly why: 'rejected' | 'expiring' }
  | { readonly kind: 'look-up'; readonly code: string | undefined }
  | { readonly kind: 'doctor' }
  | { readonly kind: 'resume' };

/** An integration as tags describe it. Times are ms since the epoch. */
export interface IntegrationStatus {
  readonly integration: string;
  readonly owner: string | undefined;
  readonly baseUrl: string | undefined;
  readonly state: StatusState;
  /** Failure code, of a state that has one. */
  readonly code: string | undefined;
  /** Since when it is so, where that is known. */
  readonly since: number | undefined;
  readonly accessToken: AccessTokenRecord | undefined;
  readonly credentials: readonly CredentialStatus[];
  /** When the published access token was minted. */
  readonly lastRotation: number | undefined;
  /** When the rotator acts next: after a failure it is known, otherwise computed from the default settings. */
  readonly nextAttempt: number | undefined;
  readonly needsPerson: boolean;
  /** Nothing in it means that nothing is to be done. */
  readonly todo: readonly Todo[];
}

/**
 * Describes an integration from its tags alone.
 *
 * @param soonDays a refresh token with fewer days left needs a person
 */
export function integrationStatus(
  { integration, credentialsVersionId, tags }: ListedIntegration,
  now: number,
  soonDays: number,
): IntegrationStatus {
  const record = parseRotationRecord(tags);
  const state = stateOf(record, credentialsVersionId, now);
  const credentials = record.credentials.map((credential) => credentialStatus(credential, now));
  const todo = todoOf(state, record, credentials, soonDays);
  const told = state === 'failing' || state === 'retrying' || state === 'rejected' || state === 'fresh';
  return {
    integration,
    owner: record.owner,
    baseUrl: record.baseUrl,
    state,
    code: told ? record.status?.code : undefined,
    since: told ? record.status?.since : undefined,
    accessToken: record.accessToken,
    credentials,
    lastRotation: record.accessToken?.issuedAt,
    nextAttempt: nextAttempt(integration, state, record),
    needsPerson: todo.some(({ kind }) => kind !== 'resume'),
    todo,
  };
}

function stateOf(record: RotationRecord, credentialsVersionId: string | undefined, now: number): StatusState {
  if (record.paused) return 'paused';
  if (credentialsVersionId === undefined) return 'awaiting-credentials';
  if (isRejected(record, credentialsVersionId)) return 'rejected';
  const isTried =
    record.acceptedVersion === credentialsVersionId || record.backoff?.versionId === credentialsVersionId;
  if (!isTried) return 'new-credentials';
  const state = record.status?.state;
  if (state === 'failing' || state === 'retrying') return state;
  return record.accessToken !== undefined && now >= record.accessToken.expiresAt ? 'expired' : 'fresh';
}

function credentialStatus(credential: CredentialRecord, now: number): CredentialStatus {
  const { name, kind, state, expiresAt, expirySource } = credential;
  return {
    name,
    kind,
    state,
    expiresAt,
    expirySource,
    daysLeft: expiresAt === undefined ? undefined : daysLeft(expiresAt, now),
  };
}

function todoOf(
  state: StatusState,
  { status }: RotationRecord,
  credentials: readonly CredentialStatus[],
  soonDays: number,
): readonly Todo[] {
  switch (state) {
    case 'paused':
      return [{ kind: 'resume' }];
    case 'awaiting-credentials':
      return [{ kind: 'onboard' }];
    case 'expired':
      return [{ kind: 'doctor' }];
    case 'failing': {
      const found = replacements(credentials, soonDays);
      const isAnswer = status?.code === 'CredentialRejected' && found.length > 0;
      return isAnswer ? found : [{ kind: 'look-up', code: status?.code }, ...found];
    }
    case 'rejected':
    case 'fresh':
    case 'retrying':
      return replacements(credentials, soonDays);
    case 'new-credentials':
      // What is on record is about the credentials before these.
      return [];
  }
}

function replacements(credentials: readonly CredentialStatus[], soonDays: number): readonly Todo[] {
  return credentials.flatMap(({ name, state, daysLeft: left }): readonly Todo[] => {
    if (state === 'rejected') return [{ kind: 'replace', credential: name, why: 'rejected' }];
    return left !== undefined && left < soonDays
      ? [{ kind: 'replace', credential: name, why: 'expiring' }]
      : [];
  });
}

function nextAttempt(integration: string, state: StatusState, record: RotationRecord): number | undefined {
  const { accessToken, credentials } = record;
  switch (state) {
    case 'failing':
    case 'retrying':
      return record.backoff?.nextAttemptAt;
    case 'fresh':
      if (accessToken === undefined) return undefined;
      return renewalTimeOf(integration, accessToken, defaultPolicy, successionOf(accessToken, credentials));
    case 'paused':
    case 'awaiting-credentials':
    case 'rejected':
    case 'expired':
    case 'new-credentials':
      return undefined;
  }
}
