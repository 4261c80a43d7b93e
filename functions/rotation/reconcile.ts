import type { IntegrationState } from '../integration/integration-state.ts';
import type { Tags } from '../integration/ports.ts';
import { toRotationError } from '../integration/rotation-error.ts';
import type { RotationError } from '../integration/rotation-error.ts';
import type { VersionCount } from '../integration/version-count.ts';
import { checkSkipped } from './check-skipped.ts';
import type { Checked } from './check-skipped.ts';
import { decide, isRejected, needsProbe } from './decide.ts';
import type { RotationReason, Trigger } from './decide.ts';
import { noFindings } from './facts.ts';
import type { Findings, RotationDependencies, RotationFacts } from './facts.ts';
import { gather } from './gather.ts';
import type { Gathered } from './gather.ts';
import { failedIfAllRefused, inspectCredentials } from './inspect-credentials.ts';
import type { Inspections } from './inspect-credentials.ts';
import { nextState } from './next-state.ts';
import { stateAfterFailure } from './state-after-failure.ts';
import { outcomeOf } from './outcome.ts';
import type { Done, RotationOutcome } from './outcome.ts';
import { probe, probed } from './probe.ts';
import type { Work } from './read-integration.ts';
import { renewFirst } from './renew-first.ts';
import { rotate } from './rotate.ts';
import { saveDoubt } from './save-doubt.ts';
import { saveState } from './save-state.ts';
import { checkedOn, isCheckDue } from './skipped-credentials.ts';
import { countVersions } from './version-quota.ts';

/** The outcome, and the state before the reconcile. */
export interface ReconcileResult {
  readonly before: IntegrationState | undefined;
  readonly outcome: RotationOutcome;
  /**
   * Why the tags do not contain the new state: `StateNotSaved` if an operator must act, else the failure of the write.
   * Undefined if the tags contain the new state, or if there was no new state to save.
   */
  readonly notSaved: RotationError | undefined;
}

/**
 * Reconciles one integration: gathers its facts, decides, probes or rotates, and saves the new state in tags. Never
 * throws: a failure is the outcome of this integration and does not affect others.
 *
 * @param until the deadline of the integration, as in `RotationFacts`
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
    case 'skipped':
      return {
        before,
        outcome: { kind: 'skipped', reason: gathered.reason, integration, state: before },
        notSaved: undefined,
      };
    case 'deferred':
      return { before, outcome: { kind: 'deferred', integration, state: undefined }, notSaved: undefined };
    case 'failed': {
      const { error } = gathered;
      return {
        before,
        outcome: { kind: 'failed', error, integration, state: undefined },
        notSaved: undefined,
      };
    }
    case 'unreadable':
      return saveFailure(deps, integration, gathered);
    case 'facts': {
      let { listed } = gathered.facts;
      const onTagsWritten = (tags: Tags) => {
        listed = { ...listed, tags: { ...listed.tags, ...tags } };
      };
      const outcome = await reconcileFacts(deps, gathered.facts, { ...work, onTagsWritten });
      return { before, outcome, notSaved: await saveState(deps, listed, outcome.state) };
    }
  }
}

/** What started a reconcile, and a callback for the tags that the reconcile writes before its end. */
interface ReconcileTrigger extends Trigger {
  readonly onTagsWritten?: (tags: Tags) => void;
}

/**
 * Checks skipped credentials and renews a refresh token, each only if due. Then decides, and probes or rotates, unless the
 * check ends the reconcile or a renewal makes the rotation wait. The outcome contains the new state, which is not saved yet.
 */
export async function reconcileFacts(
  deps: RotationDependencies,
  gathered: RotationFacts,
  trigger: Pick<Work, 'hostRenewals'> & ReconcileTrigger,
): Promise<RotationOutcome & { readonly state: IntegrationState }> {
  const { clock, policy } = deps;
  const { integration } = gathered.listed;
  const startedAt = clock.now();
  let facts = gathered;
  let checked: Checked | undefined;
  let done: Done | undefined;
  let inspections: Inspections = new Map();
  try {
    if (isCheckDue(integration, facts.state, facts.secrets.credentials.versionId, startedAt, policy)) {
      checked = await checkSkipped(deps, facts);
      facts = {
        ...facts,
        state: { ...facts.state, checked: checkedOn(integration, startedAt, checked.isAnswered) },
      };
    }
    done = checked?.done;
    if (done === undefined) {
      const renewed = await renewFirst(deps, facts, trigger);
      ({ facts } = renewed);
      const findings = checked?.findings ?? noFindings;
      done = renewed.waits
        ? { kind: 'skipped', reason: 'RenewalPending', findings }
        : await act(deps, facts, trigger, findings);
    }
    inspections = await inspectCredentials(deps, facts, done);
    done = failedIfAllRefused(facts, done, inspections);
  } catch (thrown) {
    done = { kind: 'failed', error: toRotationError(thrown), findings: done?.findings ?? noFindings };
  }
  const next = nextState(facts, done, inspections, clock.now(), policy);
  return outcomeOf(integration, done, {
    ...next,
    checked: checkedAfter(facts, done, next, checked, startedAt),
  });
}

/**
 * The `checked` of the next state. A confirmed rejection counts as the daily check of this day. After the first 403 of a
 * credential the rotator checks this credential in the next hour.
 */
function checkedAfter(
  { listed: { integration }, state }: RotationFacts,
  { findings: { rejected } }: Done,
  next: IntegrationState,
  checked: Checked | undefined,
  now: number,
): string | undefined {
  if (checked !== undefined) return checkedOn(integration, now, checked.isAnswered);
  const forbiddenBefore = new Set(namesOfForbidden(state));
  if (namesOfForbidden(next).some((name) => !forbiddenBefore.has(name)))
    return checkedOn(integration, now, false);
  return rejected.size > 0 ? checkedOn(integration, now, true) : state.checked;
}

function namesOfForbidden({ credentials }: IntegrationState): readonly string[] {
  return credentials.filter(({ state }) => state === 'forbidden').map(({ name }) => name);
}

async function act(
  deps: RotationDependencies,
  facts: RotationFacts,
  { requestedAt, scheduledAt, demand, onTagsWritten }: ReconcileTrigger,
  findings: Findings,
): Promise<Done> {
  const { listed, secrets, published, state } = facts;
  const credentialsVersionId = secrets.credentials.versionId;
  const decision = decide(
    { integration: listed.integration, credentialsVersionId, state, requestedAt, scheduledAt, demand },
    deps.clock.now(),
    deps.policy,
  );
  // A mint of the rotator may have revoked an unverified access token. A forced request may follow the command `revoke`.
  const wasRevoked =
    state.accessToken?.verified === true &&
    deps.clock.now() < state.accessToken.expiresAt &&
    demand?.isForced !== true;
  const doubt = { inDoubt: true, ...(wasRevoked && { wasRevoked }) };
  const isAnswer = requestedAt !== undefined;
  const rotateFor = async (reason: RotationReason, before: Findings): Promise<Done> => {
    const isRequest = reason === 'Requested' && !before.inDoubt;
    let versions: VersionCount | undefined;
    try {
      versions = await countVersions(deps, facts, isRequest);
      if (reason === 'Requested' || before.inDoubt) {
        const written = await saveDoubt(deps, facts, before.inDoubt);
        onTagsWritten?.(written);
      }
    } catch (thrown) {
      return { kind: 'failed', error: toRotationError(thrown), findings: before, isAnswer: isRequest };
    }
    const result = await rotate(deps, facts, reason, before);
    return result.kind === 'failed' ? result : { ...result, reason, versions };
  };
  const isAllRejected = isRejected(state, credentialsVersionId);
  switch (decision.action) {
    case 'none':
      return { kind: 'skipped', reason: decision.reason, findings };
    case 'check':
      return { kind: 'skipped', reason: isAllRejected ? 'Rejected' : 'NotDue', findings };
    case 'probe': {
      const found = await probe(deps, facts);
      if (found !== 'inactive' && found !== 'impossible') return { ...probed(found, findings), isAnswer };
      const after = found === 'inactive' ? { ...findings, ...doubt } : findings;
      if (isAllRejected) return { kind: 'skipped', reason: 'Rejected', findings: after };
      return rotateFor(found === 'inactive' ? 'Dead' : 'CredentialReplaced', after);
    }
    case 'rotate': {
      // Consumers can use neither an inactive access token nor a value that is not an access token.
      const isForeign = published === undefined && secrets.accessToken !== undefined;
      const reason = isForeign ? 'Dead' : decision.reason;
      if (decision.reason === 'Requested') {
        // If the access token is inactive, Alation refuses consumers. Then a refusal of one credential does not end the rotation.
        const found = await probe(deps, facts);
        return rotateFor(reason, found === 'inactive' ? { ...findings, ...doubt } : findings);
      }
      const done = await rotateFor(reason, findings);
      if (done.kind !== 'issuing-credential-kept' || !needsProbe(state)) return done;
      if (deps.clock.now() >= facts.until) return done;
      // Without this probe, a doubt or a failure would stay until the next sweep.
      const found = await probe(deps, facts);
      return found === 'inactive'
        ? rotateFor('Dead', { ...done.findings, ...doubt })
        : { ...done, isActive: found === 'active' };
    }
  }
}

/** Saves the failure of an integration whose secrets the rotator could not read or parse. */
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
  const notSaved = await saveState(deps, listed, state);
  return { before, outcome: { kind: 'failed', error, integration, state }, notSaved };
}
