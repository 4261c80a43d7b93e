import { Tag } from '../contract.ts';
import { changedTags } from '../integration/integration-tags.ts';
import type { ListedIntegration } from '../integration/ports.ts';
import { decide } from './decide.ts';
import { noFindings } from './facts.ts';
import type { RotationDependencies } from './facts.ts';
import { gatherFacts } from './gather.ts';
import { inspectCredentials } from './inspect-credentials.ts';
import { nextState } from './next-state.ts';
import { outcomeOf } from './outcome.ts';
import { probe, probed } from './probe.ts';
import { isConsistent, readListed } from './read-integration.ts';
import type { Work } from './read-integration.ts';
import type { ReconcileResult } from './reconcile.ts';
import { saveState } from './save-state.ts';

/**
 * Runs a routine probe, based on the tags of a listing. The function reads both secrets and verifies the access token. It does
 * not call DescribeSecret, and writes tags only if Alation does not answer the probe. The listing may be minutes old.
 *
 * @param until the deadline of the integration, as in `RotationFacts`
 * @returns undefined if something is new or failed: then the integration must be reconciled
 */
export async function probeListed(
  deps: RotationDependencies,
  work: Work,
  listed: ListedIntegration,
  until: number,
): Promise<ReconcileResult | undefined> {
  const { integration, scheduledAt } = work;
  const read = await readListed(deps, work, listed, true);
  if (read.kind !== 'read' || !isConsistent(read)) return undefined;
  const gathered = gatherFacts(deps, work, read, until);
  const { before } = read;
  if (gathered.kind === 'deferred') {
    return { before, outcome: { kind: 'deferred', integration, state: undefined }, notSaved: undefined };
  }
  if (gathered.kind !== 'facts') return undefined;
  const { facts } = gathered;
  const { credentialsVersionId } = listed;
  const decision = decide(
    { integration, credentialsVersionId, state: facts.state, scheduledAt },
    deps.clock.now(),
    deps.policy,
  );
  if (decision.action !== 'probe' || !decision.isRoutine) return undefined;
  try {
    const found = await probe(deps, facts);
    if (found === 'inactive' || found === 'impossible') return undefined;
    const done = probed(found, noFindings);
    const inspections = await inspectCredentials(deps, facts, done);
    const state = nextState(facts, done, inspections, deps.clock.now(), deps.policy);
    const outcome = outcomeOf(integration, done, state);
    const changed = Object.keys(changedTags(state, listed.tags));
    if (changed.length === 0) return { before, outcome, notSaved: undefined };
    if (done.kind !== 'probe-unanswered' || changed.some((key) => key !== Tag.accessToken)) return undefined;
    // The next sweep probes again. A reconcile would only wait for Alation once more.
    await deps.acquireWrite();
    return { before, outcome, notSaved: await saveState(deps, listed, state) };
  } catch {
    // A defect. The reconcile fails because of the same defect, and reports it.
    return undefined;
  }
}
