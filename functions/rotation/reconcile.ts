import { changedTags } from '../integration/integration-state.ts';
import type { IntegrationState } from '../integration/integration-state.ts';
import type { ListedIntegration } from '../integration/ports.ts';
import { toRotationError } from '../integration/rotation-error.ts';
import type { VersionCount } from '../integration/version-count.ts';
import { decide } from './decide.ts';
import type { RequestedLifetime, RotationReason } from './decide.ts';
import { noFindings } from './facts.ts';
import type { Findings, RotationDependencies, RotationFacts } from './facts.ts';
import { gather } from './gather.ts';
import type { Gathered, Work } from './gather.ts';
import { failedIfAllRefused, inspectCredentials } from './inspect-credentials.ts';
import type { Inspections } from './inspect-credentials.ts';
import { nextState, stateAfterFailure } from './next-state.ts';
import { outcomeOf } from './outcome.ts';
import type { Done, RotationOutcome } from './outcome.ts';
import { probe } from './probe.ts';
import { rotate } from './rotate.ts';
import { saveDoubt } from './save-doubt.ts';
import { countVersions } from './version-quota.ts';

/** The outcome, and the state before the reconcile. */
export interface ReconcileResult {
  readonly before: IntegrationState | undefined;
  readonly outcome: RotationOutcome;
  /** Whether the tags contain the new state, or there was no new state to save. */
  readonly isSaved: boolean;
}

/**
 * Reconciles one integration: gathers its facts, decides, probes or rotates, and saves the new state in tags. Never
 * throws: a failure is the outcome of this integration and does not affect others.
 *
 * @param until no request to Alation starts at or after this instant, ms since the epoch
 */
export async function reconcile(
  deps: RotationDependencies,
  work: Work,
  until: number,
): Promise<ReconcileResult> {
  const { integration } = work;
  const gathered = await gather(deps, work, until);
  const { before } = gathered;
  switch (gathered.kind) {
    case 'quiet':
      return {
        before,
        outcome: { kind: 'quiet', reason: gathered.reason, integration, state: before },
        isSaved: true,
      };
    case 'deferred':
      return { before, outcome: { kind: 'deferred', integration, state: undefined }, isSaved: true };
    case 'failed': {
      const { error } = gathered;
      return { before, outcome: { kind: 'failed', error, integration, state: undefined }, isSaved: true };
    }
    case 'unreadable':
      return saveFailure(deps, integration, gathered);
    case 'facts': {
      const outcome = await reconcileFacts(deps, gathered.facts, work.requestedAt, work.demand);
      return { before, outcome, isSaved: await saveState(deps, gathered.facts.listed, outcome.state) };
    }
  }
}

/** Decides on these facts, and probes or rotates. The outcome contains the new state, which is not saved yet. */
export async function reconcileFacts(
  deps: RotationDependencies,
  facts: RotationFacts,
  requestedAt: number | undefined,
  demand?: RequestedLifetime,
): Promise<RotationOutcome & { readonly state: IntegrationState }> {
  let done: Done | undefined;
  let inspections: Inspections = new Map();
  try {
    done = await act(deps, facts, requestedAt, demand);
    inspections = await inspectCredentials(deps, facts, done);
    done = failedIfAllRefused(facts, done, inspections);
  } catch (thrown) {
    done = { kind: 'failed', error: toRotationError(thrown), findings: done?.findings ?? noFindings };
  }
  const state = nextState(facts, done, inspections, deps.clock.now(), deps.policy);
  return outcomeOf(facts.listed.integration, done, state);
}

async function act(
  deps: RotationDependencies,
  facts: RotationFacts,
  requestedAt: number | undefined,
  demand: RequestedLifetime | undefined,
): Promise<Done> {
  const { listed, secrets, published, state } = facts;
  const credentialsVersionId = secrets.credentials.versionId;
  const decision = decide(
    { integration: listed.integration, credentialsVersionId, state, requestedAt, demand },
    deps.clock.now(),
    deps.policy,
  );
  const isAnswer = requestedAt !== undefined;
  const rotateFor = async (reason: RotationReason, findings: Findings): Promise<Done> => {
    const isRequest = reason === 'Requested' && published !== undefined && !findings.inDoubt;
    let versions: VersionCount | undefined;
    try {
      versions = await countVersions(deps, facts, isRequest);
      if (reason === 'Requested') await saveDoubt(deps, facts, findings.inDoubt);
    } catch (thrown) {
      return { kind: 'failed', error: toRotationError(thrown), findings, isAnswer: isRequest };
    }
    const result = await rotate(deps, facts, reason, findings);
    return result.kind === 'failed' ? result : { ...result, reason, versions };
  };
  switch (decision.action) {
    case 'none':
      return { kind: 'quiet', reason: decision.reason, findings: noFindings };
    case 'probe': {
      const found = await probe(deps, facts);
      if (found === 'active') return { kind: 'probed', findings: noFindings, isAnswer };
      if (found === 'inactive') return rotateFor('Dead', inDoubt);
      if (found === 'impossible') return rotateFor('CredentialReplaced', noFindings);
      const isClientRefused = found === 'client-refused';
      return { kind: 'probe-unanswered', isClientRefused, findings: noFindings, isAnswer };
    }
    case 'rotate': {
      // For consumers, a value that is not an access token is as useless as an inactive access token.
      const isForeign = published === undefined && secrets.accessToken !== undefined;
      const reason = isForeign ? 'Dead' : decision.reason;
      if (decision.reason !== 'Requested') return rotateFor(reason, noFindings);
      // If consumers are refused because the access token is inactive, the rotation may try every credential.
      const found = await probe(deps, facts);
      return rotateFor(reason, found === 'inactive' ? inDoubt : noFindings);
    }
  }
}

const inDoubt: Findings = { ...noFindings, inDoubt: true };

/** Saves the failure of an integration whose facts the rotator could not read. */
async function saveFailure(
  deps: RotationDependencies,
  integration: string,
  { error, listed, before }: Extract<Gathered, { readonly kind: 'unreadable' }>,
): Promise<ReconcileResult> {
  const state = stateAfterFailure(
    before,
    error,
    {
      versionId: listed.credentialsVersionId,
      credentials: before.credentials,
      inDoubt: false,
      baseUrl: before.baseUrl,
    },
    deps.clock.now(),
    deps.policy,
  );
  const isSaved = await saveState(deps, listed, state);
  return { before, outcome: { kind: 'failed', error, integration, state }, isSaved };
}

/**
 * Saves the state in tags. The next sweep rebuilds lost tags. But the warner reads only the tags, and only the tags
 * record a rejection. So an operator must investigate if a state cannot be saved.
 *
 * @returns whether the tags contain it
 */
async function saveState(
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
