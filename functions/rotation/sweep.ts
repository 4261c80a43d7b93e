import { eventBuffer } from './event-buffer.ts';
import { logOutcome } from './log-outcome.ts';
import type { RotationOutcome } from './outcome.ts';
import type { EventSink, ListedIntegration } from './ports.ts';
import { eventsOf } from './rotation-events.ts';
import { parseRotationRecord } from './rotation-record.ts';
import type { RotationDependencies } from './rotation-session.ts';
import { gaugeShare, sweepGauges } from './sweep-gauges.ts';
import type { SweepGauges } from './sweep-gauges.ts';
import { sweepWork } from './sweep-work.ts';
import type { SweepWork } from './sweep-work.ts';
import { workOnIntegration } from './work-on-integration.ts';
import { runQueue } from './work-queue.ts';
import type { Lanes } from './work-queue.ts';

/** Work does not start when less than this is left of the invocation: a rotation and its retries fit into it. */
const START_RESERVE_MS = 90_000;
/** No exchange with Alation starts later than this after the work on its integration began. */
const INTEGRATION_BUDGET_MS = 60_000;

/** What a sweep works with beside a rotation's dependencies. */
export interface SweepDependencies extends RotationDependencies {
  readonly events: EventSink;
  readonly lanes: Lanes;
}

/** What a sweep is asked to do. */
export interface SweepRequest {
  /** Integrations to rotate now, due or not. Everything is swept when there are none, and only these otherwise. */
  readonly requested: readonly string[];
  /** Ms left of the invocation. */
  readonly remainingMs: () => number;
}

/** What a sweep came to. Every integration with something to do is counted once among the outcomes. */
export interface SweepSummary {
  /** Integrations that had something to do. */
  readonly due: number;
  readonly outcomes: Readonly<Record<RotationOutcome['kind'], number>>;
  /** Undefined when only requested integrations were looked at. */
  readonly gauges: SweepGauges | undefined;
}

/**
 * One tick: lists every integration, decides which have something to do, and works on those, most urgent first. What
 * does not fit into the invocation is left to the next tick, which finds it due again.
 *
 * @throws RotationError when integrations cannot be listed; never for the trouble of one of them
 */
export async function sweep(deps: SweepDependencies, request: SweepRequest): Promise<SweepSummary> {
  const gauges = sweepGauges();
  const queue = new Map<string, SweepWork>();
  for await (const page of integrationPages(deps, request.requested)) {
    for (const listed of page) {
      const record = parseRotationRecord(listed.tags);
      const work = sweepWork(listed, record, request.requested.length > 0, deps.clock.now(), deps.policy);
      if (work === undefined) gauges.add(gaugeShare(record));
      else queue.set(work.integration, work);
    }
  }

  const outcomes: Record<RotationOutcome['kind'], number> = {
    rotated: 0,
    adopted: 0,
    probed: 0,
    'probe-unanswered': 0,
    quiet: 0,
    failed: 0,
    deferred: 0,
  };
  const events = eventBuffer(deps.events, deps.log);
  const mostUrgentFirst = [...queue.values()].sort((one, other) => one.urgency - other.urgency);
  await runQueue(mostUrgentFirst, deps.lanes, async (work) => {
    if (request.remainingMs() < START_RESERVE_MS) {
      outcomes.deferred += 1;
      gauges.add(work.share);
      return;
    }
    const { before, outcome } = await workOnIntegration(deps, work, deps.clock.now() + INTEGRATION_BUDGET_MS);
    outcomes[outcome.kind] += 1;
    gauges.add(outcome.record === undefined ? work.share : gaugeShare(outcome.record));
    logOutcome(deps.log, outcome);
    await events.add(eventsOf(before, outcome));
  });
  await events.flush();
  return {
    due: queue.size,
    outcomes,
    gauges: request.requested.length > 0 ? undefined : gauges.read(deps.clock.now()),
  };
}

async function* integrationPages(
  { store, log }: SweepDependencies,
  requested: readonly string[],
): AsyncIterable<readonly ListedIntegration[]> {
  if (requested.length === 0) {
    yield* store.listIntegrations();
    return;
  }
  for (const integration of requested) {
    const listed = await store.describeIntegration(integration);
    if (listed === undefined) log.warn('IntegrationUnknown', { integration });
    else yield [listed];
  }
}
