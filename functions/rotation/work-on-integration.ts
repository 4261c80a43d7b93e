import { parseAccessTokenDocument } from './access-token-document.ts';
import { act } from './act.ts';
import { parseCredentials } from './credentials-document.ts';
import { decide } from './decide.ts';
import type { RotationProgress } from './mint-access-token.ts';
import { observedRecord } from './observed-record.ts';
import type { RotationOutcome } from './outcome.ts';
import type { ListedIntegration } from './ports.ts';
import { originOf, publisherAmong } from './publisher.ts';
import { credentialRecords, isMoved, recordAfterFailure } from './record-after.ts';
import { toRotationError } from './rotation-error.ts';
import { changedTags, parseRotationRecord } from './rotation-record.ts';
import type { RotationRecord } from './rotation-record.ts';
import type { RotationDependencies, RotationSession } from './rotation-session.ts';

/** An integration that a listing, which may be minutes old, showed to have something to do. */
export interface Work {
  readonly integration: string;
  /** When somebody asked for a rotation, ms since the epoch; undefined when nobody did. */
  readonly requestedAt: number | undefined;
  /**
   * Asked before anything is sent to an Alation instance: whether one more may talk to it now. When not, nothing is
   * done and the outcome is `deferred`.
   */
  readonly admit?: (baseUrl: string) => boolean;
}

/** The outcome, and the state the work began from. */
export interface WorkResult {
  readonly before: RotationRecord | undefined;
  readonly outcome: RotationOutcome;
  /** Whether the new state stands in tags, or there was none to write. */
  readonly isKept: boolean;
}

/**
 * Works on one integration: reads its state and both secrets afresh, decides again on what it finds, acts, and keeps
 * the new state in tags. Never throws: whatever goes wrong is this integration's outcome and nobody else's.
 *
 * @param until no exchange with Alation starts at or after this instant, ms since the epoch
 */
export async function workOnIntegration(
  deps: RotationDependencies,
  work: Work,
  until: number,
): Promise<WorkResult> {
  const { integration } = work;
  const progress: RotationProgress = { rejected: new Set(), publishedInDoubt: false };
  let listed: ListedIntegration | undefined;
  let session: RotationSession | undefined;
  let before: RotationRecord | undefined;
  let outcome: RotationOutcome;
  const unchanged = (quiet: RotationOutcome): WorkResult => ({ before, outcome: quiet, isKept: true });
  try {
    listed = await deps.store.describeIntegration(integration);
    if (listed === undefined) return unchanged(awaiting(integration, before));
    before = parseRotationRecord(listed.tags);
    const quiet = quietReason(deps, work, listed, before);
    if (quiet !== undefined) {
      return unchanged({ kind: 'quiet', reason: quiet, integration, record: before });
    }
    session = await openSession(deps, listed, before, until);
    if (session === undefined) return unchanged(awaiting(integration, before));
    if (work.admit?.(session.credentials.baseUrl) === false) {
      return unchanged({ kind: 'deferred', integration, record: undefined });
    }
    outcome = await act(deps, session, work.requestedAt, progress);
  } catch (error) {
    outcome = failed(deps, integration, { listed, before, session }, error, progress);
  }
  const isKept =
    listed === undefined || outcome.record === undefined || (await keepRecord(deps, listed, outcome.record));
  return { before, outcome, isKept };
}

/** Fresh tags may already show that there is nothing to do: then no secret is read. */
function quietReason(
  { clock, policy }: RotationDependencies,
  { integration, requestedAt }: Work,
  { credentialsVersionId }: ListedIntegration,
  record: RotationRecord,
) {
  const decision = decide({ integration, credentialsVersionId, record, requestedAt }, clock.now(), policy);
  return decision.action === 'none' ? decision.reason : undefined;
}

async function openSession(
  deps: RotationDependencies,
  listed: ListedIntegration,
  record: RotationRecord,
  until: number,
): Promise<RotationSession | undefined> {
  const { credentials: secret, accessToken } = await deps.store.readSecrets(listed.integration);
  if (secret === undefined) return undefined;
  const credentials = parseCredentials(secret, deps.parseBaseUrl);
  const published = parseAccessTokenDocument(accessToken);
  const observed = observedRecord(record, published);
  const origin = published && originOf(published, observed.accessToken);
  const publisher = origin && publisherAmong(credentials.credentials, origin);
  // As it is called now: its old name may be another's.
  const named = publisher === undefined ? {} : { credential: publisher.name };
  return {
    listed,
    record: { ...observed, accessToken: observed.accessToken && { ...observed.accessToken, ...named } },
    secrets: { credentials: secret, accessToken },
    credentials,
    published: published && { ...published, ...named },
    origin,
    until,
  };
}

function awaiting(integration: string, record: RotationRecord | undefined): RotationOutcome {
  return { kind: 'quiet', reason: 'AwaitingCredentials', integration, record };
}

function failed(
  { clock, policy }: RotationDependencies,
  integration: string,
  known: {
    readonly listed: ListedIntegration | undefined;
    readonly before: RotationRecord | undefined;
    readonly session: RotationSession | undefined;
  },
  thrown: unknown,
  progress: RotationProgress,
): RotationOutcome {
  const error = toRotationError(thrown);
  const { listed, session } = known;
  const record = session?.record ?? known.before;
  if (record === undefined) return { kind: 'failed', error, integration, record };
  const after = recordAfterFailure(
    record,
    error,
    {
      versionId: session?.secrets.credentials.versionId ?? listed?.credentialsVersionId,
      credentials: session
        ? credentialRecords(
            session.credentials.credentials,
            session.secrets.credentials,
            record.credentials,
            { rejected: progress.rejected, isMoved: isMoved(record, session.credentials.baseUrl) },
            policy,
          )
        : record.credentials,
      publishedInDoubt: progress.publishedInDoubt,
      baseUrl: session?.credentials.baseUrl,
    },
    clock.now(),
    policy,
  );
  return { kind: 'failed', error, integration, record: after };
}

/**
 * Tags are a cache: when they cannot be written, the next tick finds out again what they would have said. But the
 * warner knows nothing else, and latches are kept nowhere else, so a person must see to it.
 *
 * @returns whether they say it now
 */
async function keepRecord(
  { store, log }: RotationDependencies,
  listed: ListedIntegration,
  record: RotationRecord,
): Promise<boolean> {
  const tags = changedTags(record, listed.tags);
  if (Object.keys(tags).length === 0) return true;
  try {
    await store.writeTags(listed.integration, tags);
    return true;
  } catch (error) {
    const { code, message } = toRotationError(error);
    log.error('TagsNotWritten', { integration: listed.integration, code, explanation: message });
    return false;
  }
}
