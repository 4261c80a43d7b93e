import { parseAccessTokenDocument } from '../integration/access-token-document.ts';
import { act } from './act.ts';
import { parseCredentials } from '../integration/credentials-document.ts';
import { decide } from './decide.ts';
import type { RotationFindings } from './mint.ts';
import { observedState } from './observed-state.ts';
import type { RotationOutcome } from './outcome.ts';
import type { ListedIntegration } from '../integration/ports.ts';
import { mintedByOf, issuingCredentialAmong } from './issuing-credential.ts';
import { credentialStates, isMoved, stateAfterFailure } from './next-state.ts';
import { toRotationError } from '../integration/rotation-error.ts';
import { changedTags, parseIntegrationState } from '../integration/integration-state.ts';
import type { IntegrationState } from '../integration/integration-state.ts';
import type { RotationDependencies, RotationFacts } from './facts.ts';

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
export interface ReconcileResult {
  readonly before: IntegrationState | undefined;
  readonly outcome: RotationOutcome;
  /** Whether the new state stands in tags, or there was none to write. */
  readonly isSaved: boolean;
}

/**
 * Works on one integration: reads its state and both secrets afresh, decides again on what it finds, acts, and keeps
 * the new state in tags. Never throws: whatever goes wrong is this integration's outcome and nobody else's.
 *
 * @param until no exchange with Alation starts at or after this instant, ms since the epoch
 */
export async function reconcile(
  deps: RotationDependencies,
  work: Work,
  until: number,
): Promise<ReconcileResult> {
  const { integration } = work;
  const findings: RotationFindings = { rejected: new Set(), publishedInDoubt: false };
  let listed: ListedIntegration | undefined;
  let facts: RotationFacts | undefined;
  let before: IntegrationState | undefined;
  let outcome: RotationOutcome;
  const unchanged = (quiet: RotationOutcome): ReconcileResult => ({ before, outcome: quiet, isSaved: true });
  try {
    listed = await deps.store.describeIntegration(integration);
    if (listed === undefined) return unchanged(awaiting(integration, before));
    before = parseIntegrationState(listed.tags);
    const quiet = quietReason(deps, work, listed, before);
    if (quiet !== undefined) {
      return unchanged({ kind: 'quiet', reason: quiet, integration, state: before });
    }
    facts = await openSession(deps, listed, before, until);
    if (facts === undefined) return unchanged(awaiting(integration, before));
    if (work.admit?.(facts.credentials.baseUrl) === false) {
      return unchanged({ kind: 'deferred', integration, state: undefined });
    }
    outcome = await act(deps, facts, work.requestedAt, findings);
  } catch (error) {
    outcome = failed(deps, integration, { listed, before, facts }, error, findings);
  }
  const isSaved =
    listed === undefined || outcome.state === undefined || (await keepRecord(deps, listed, outcome.state));
  return { before, outcome, isSaved };
}

/** Fresh tags may already show that there is nothing to do: then no secret is read. */
function quietReason(
  { clock, policy }: RotationDependencies,
  { integration, requestedAt }: Work,
  { credentialsVersionId }: ListedIntegration,
  state: IntegrationState,
) {
  const decision = decide({ integration, credentialsVersionId, state, requestedAt }, clock.now(), policy);
  return decision.action === 'none' ? decision.reason : undefined;
}

async function openSession(
  deps: RotationDependencies,
  listed: ListedIntegration,
  state: IntegrationState,
  until: number,
): Promise<RotationFacts | undefined> {
  const { credentials: secret, accessToken } = await deps.store.readSecrets(listed.integration);
  if (secret === undefined) return undefined;
  const credentials = parseCredentials(secret, deps.parseBaseUrl);
  const published = parseAccessTokenDocument(accessToken);
  const observed = observedState(state, published);
  const mintedBy = published && mintedByOf(published, observed.accessToken);
  const issuingCredential = mintedBy && issuingCredentialAmong(credentials.credentials, mintedBy);
  // As it is called now: its old name may be another's.
  const named = issuingCredential === undefined ? {} : { credential: issuingCredential.name };
  return {
    listed,
    state: { ...observed, accessToken: observed.accessToken && { ...observed.accessToken, ...named } },
    secrets: { credentials: secret, accessToken },
    credentials,
    published: published && { ...published, ...named },
    mintedBy,
    until,
  };
}

function awaiting(integration: string, state: IntegrationState | undefined): RotationOutcome {
  return { kind: 'quiet', reason: 'AwaitingCredentials', integration, state };
}

function failed(
  { clock, policy }: RotationDependencies,
  integration: string,
  known: {
    readonly listed: ListedIntegration | undefined;
    readonly before: IntegrationState | undefined;
    readonly facts: RotationFacts | undefined;
  },
  thrown: unknown,
  findings: RotationFindings,
): RotationOutcome {
  const error = toRotationError(thrown);
  const { listed, facts } = known;
  const state = facts?.state ?? known.before;
  if (state === undefined) return { kind: 'failed', error, integration, state };
  const after = stateAfterFailure(
    state,
    error,
    {
      versionId: facts?.secrets.credentials.versionId ?? listed?.credentialsVersionId,
      credentials: facts
        ? credentialStates(
            facts.credentials.credentials,
            facts.secrets.credentials,
            state.credentials,
            { rejected: findings.rejected, isMoved: isMoved(state, facts.credentials.baseUrl) },
            policy,
          )
        : state.credentials,
      publishedInDoubt: findings.publishedInDoubt,
      baseUrl: facts?.credentials.baseUrl,
    },
    clock.now(),
    policy,
  );
  return { kind: 'failed', error, integration, state: after };
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
  state: IntegrationState,
): Promise<boolean> {
  const tags = changedTags(state, listed.tags);
  if (Object.keys(tags).length === 0) return true;
  try {
    await store.writeTags(listed.integration, tags);
    return true;
  } catch (error) {
    const { code, message } = toRotationError(error);
    log.error('StateNotSaved', { integration: listed.integration, code, explanation: message });
    return false;
  }
}
