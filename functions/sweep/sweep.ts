import { alertDigest } from './alert-digest.ts';
import { eventBuffer } from '../integration/event-buffer.ts';
import { withHostPauses, hostPauses } from './queue/host-pauses.ts';
import type { HostPauses } from './queue/host-pauses.ts';
import type { Lanes } from './queue/lanes.ts';
import { logOutcome } from './log-outcome.ts';
import type { RotationOutcome } from '../rotation/outcome.ts';
import type { EventSink } from '../integration/ports.ts';
import { eventsOf } from './integration-events.ts';
import { parseIntegrationState } from '../integration/integration-state.ts';
import type { RotationDependencies } from '../rotation/facts.ts';
import type { Shard } from './shard.ts';
import { sweptPages } from './swept-pages.ts';
import { gaugeShare, sweepGauges } from './gauges.ts';
import type { GaugeShare, SweepGauges } from './gauges.ts';
import { dueWork } from './due-work.ts';
import type { DueWork } from './due-work.ts';
import { reconcile } from '../rotation/reconcile.ts';
import { workQueue } from './queue/work-queue.ts';

/** No exchange with Alation starts later than this after the work on its integration began. */
const INTEGRATION_BUDGET_MS = 60_000;
/** Nor when less than this is left of the invocation: the last mint, its verification and its write fit into it. */
const EXCHANGE_RESERVE_MS = 45_000;
/** Work does not start when less than this is left: with an Alation that answers at once a rotation is one second. */
const START_RESERVE_MS = EXCHANGE_RESERVE_MS + 5_000;

/** What a sweep works with beside a rotation's dependencies. */
export interface SweepDependencies extends RotationDependencies {
  readonly events: EventSink;
  readonly lanes: Lanes;
  /**
   * Hosts that asked us to slow down.
   * @default - known for this sweep only
   */
  readonly pauses?: HostPauses;
}

/** What a sweep is asked to do. */
export interface SweepRequest {
  /** Integrations to look at; everything is swept when there are none. */
  readonly only: readonly string[];
  /**
   * When somebody asked to rotate those, due or not, ms since the epoch.
   * @default - nobody did, and only what is due is done
   */
  readonly requestedAt?: number | undefined;
  /**
   * The part of all integrations to sweep.
   * @default - everything
   */
  readonly shard?: Shard | undefined;
  /** Ms left of the invocation. */
  readonly remainingMs: () => number;
}

/** What a sweep came to. Every integration with something to do is counted once among the outcomes. */
export interface SweepSummary {
  /** Integrations that had something to do. */
  readonly due: number;
  readonly outcomes: Readonly<Record<RotationOutcome['kind'], number>>;
  /** Of the shard, if it was one. Undefined when only some integrations were looked at. */
  readonly gauges: SweepGauges | undefined;
}

/**
 * One tick: lists every integration, decides which have something to do, and works on those, most urgent first. What
 * does not fit into the invocation is left to the next tick, which finds it due again; only a request is over then, and
 * its answer says so.
 *
 * Rotations begin while the listing goes on, so that a long one costs no time; probes wait for its end, so that none
 * of them takes the place of a rotation. Of an integration with nothing to do nothing is kept.
 *
 * @throws RotationError when integrations cannot be listed, after working on those that were; never for the trouble of
 *   one of them
 */
export async function sweep(deps: SweepDependencies, request: SweepRequest): Promise<SweepSummary> {
  const { clock, log, policy } = deps;
  const pauses = deps.pauses ?? hostPauses(clock);
  const heeding = { ...deps, endpoints: withHostPauses(deps.endpoints, pauses) };
  const gauges = sweepGauges();
  const outcomes = noOutcomes();
  const events = eventBuffer(deps.events, log);
  const alerts = alertDigest();

  const endsAt = clock.now() + request.remainingMs();
  const queue = workQueue<DueWork>({
    lanes: deps.lanes,
    clock,
    pauses,
    until: endsAt - START_RESERVE_MS,
    async run(work) {
      let { host } = work;
      const admit = (baseUrl: string) => queue.enter(work, (host = baseUrl));
      const until = Math.min(clock.now() + INTEGRATION_BUDGET_MS, endsAt - EXCHANGE_RESERVE_MS);
      const { before, outcome, isSaved } = await reconcile(heeding, { ...work, admit }, until);
      if (outcome.kind === 'deferred') {
        queue.add({ ...work, host });
        return;
      }
      outcomes[outcome.kind] += 1;
      gauges.add(shareAfter(outcome, work.share, isSaved));
      logOutcome(log, outcome);
      await events.add(alerts.add(work.integration, eventsOf(before, outcome)));
    },
    leave(work) {
      outcomes.deferred += 1;
      gauges.add(work.share);
    },
  });

  const queued = new Set<string>();
  const probes: DueWork[] = [];
  try {
    for await (const page of sweptPages(deps, request)) {
      for (const listed of page) {
        const state = parseIntegrationState(listed.tags);
        const work = dueWork(listed, state, request.requestedAt, clock.now(), policy);
        if (work === undefined) gauges.add(gaugeShare(state));
        else if (!queued.has(work.integration)) {
          queued.add(work.integration);
          if (work.action === 'probe') probes.push(work);
          else queue.add(work);
        }
      }
    }
    for (const probe of probes) queue.add(probe);
  } finally {
    await queue.close();
    await events.add(alerts.rest());
    await events.flush();
  }
  return {
    due: queued.size,
    outcomes,
    gauges: request.only.length > 0 ? undefined : gauges.read(clock.now()),
  };
}

/** What an integration adds to the gauges after it was worked on. One whose state nobody can read or keep is failing. */
function shareAfter({ kind, state }: RotationOutcome, listed: GaugeShare, isSaved: boolean): GaugeShare {
  const share = state === undefined ? listed : gaugeShare(state);
  return !isSaved || (kind === 'failed' && state === undefined) ? { ...share, failing: true } : share;
}

function noOutcomes(): Record<RotationOutcome['kind'], number> {
  return { rotated: 0, adopted: 0, probed: 0, 'probe-unanswered': 0, quiet: 0, failed: 0, deferred: 0 };
}
