import { alertDigest } from './alert-digest.ts';
import { eventBuffer } from './event-buffer.ts';
import { heedingPauses, hostPauses } from './queue/host-pauses.ts';
import type { HostPauses } from './queue/host-pauses.ts';
import type { Lanes } from './queue/lanes.ts';
import { logOutcome } from './log-outcome.ts';
import type { RotationOutcome } from './outcome.ts';
import type { EventSink } from './ports.ts';
import { eventsOf } from './rotation-events.ts';
import { parseRotationRecord } from './rotation-record.ts';
import type { RotationDependencies } from './rotation-session.ts';
import type { Shard } from './shard.ts';
import { sweptPages } from './swept-pages.ts';
import { gaugeShare, sweepGauges } from './sweep-gauges.ts';
import type { GaugeShare, SweepGauges } from './sweep-gauges.ts';
import { sweepWork } from './sweep-work.ts';
import type { SweepWork } from './sweep-work.ts';
import { workOnIntegration } from './work-on-integration.ts';
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
  const heeding = { ...deps, endpoints: heedingPauses(deps.endpoints, pauses) };
  const gauges = sweepGauges();
  const outcomes = noOutcomes();
  const events = eventBuffer(deps.events, log);
  const alerts = alertDigest();

  const endsAt = clock.now() + request.remainingMs();
  const queue = workQueue<SweepWork>({
    lanes: deps.lanes,
    clock,
    pauses,
    until: endsAt - START_RESERVE_MS,
    async run(work) {
      let { host } = work;
      const admit = (baseUrl: string) => queue.enter(work, (host = baseUrl));
      const until = Math.min(clock.now() + INTEGRATION_BUDGET_MS, endsAt - EXCHANGE_RESERVE_MS);
      const { before, outcome, isKept } = await workOnIntegration(heeding, { ...work, admit }, until);
      if (outcome.kind === 'deferred') {
        queue.add({ ...work, host });
        return;
      }
      outcomes[outcome.kind] += 1;
      gauges.add(shareAfter(outcome, work.share, isKept));
      logOutcome(log, outcome);
      await events.add(alerts.add(work.integration, eventsOf(before, outcome)));
    },
    leave(work) {
      outcomes.deferred += 1;
      gauges.add(work.share);
    },
  });

  const queued = new Set<string>();
  const probes: SweepWork[] = [];
  try {
    for await (const page of sweptPages(deps, request)) {
      for (const listed of page) {
        const record = parseRotationRecord(listed.tags);
        const work = sweepWork(listed, record, request.requestedAt, clock.now(), policy);
        if (work === undefined) gauges.add(gaugeShare(record));
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
function shareAfter({ kind, record }: RotationOutcome, listed: GaugeShare, isKept: boolean): GaugeShare {
  const share = record === undefined ? listed : gaugeShare(record);
  return !isKept || (kind === 'failed' && record === undefined) ? { ...share, failing: true } : share;
}

function noOutcomes(): Record<RotationOutcome['kind'], number> {
  return { rotated: 0, adopted: 0, probed: 0, 'probe-unanswered': 0, quiet: 0, failed: 0, deferred: 0 };
}
