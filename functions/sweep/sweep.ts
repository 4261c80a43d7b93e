import { isAlertTime } from '../integration/alert-times.ts';
import { alertDigest } from './alert-digest.ts';
import { eventBuffer } from '../integration/event-buffer.ts';
import { withHostPauses, hostPauses } from './queue/host-pauses.ts';
import type { HostPauses } from './queue/host-pauses.ts';
import type { ConcurrencyLimits } from './queue/concurrency-limits.ts';
import { logOutcome } from './log-outcome.ts';
import type { RotationOutcome } from '../rotation/outcome.ts';
import type { EventSink, ListedIntegration } from '../integration/ports.ts';
import type { Trigger } from '../rotation/decide.ts';
import { readIntegrationState } from '../integration/plausible-state.ts';
import type { RotationDependencies } from '../rotation/facts.ts';
import type { RateLimiter } from '../integration/rate-limiter.ts';
import type { Shard } from './shard.ts';
import { listPages } from './list-pages.ts';
import { listedRenewals } from './listed-renewals.ts';
import { gaugeShare, sweepGauges } from './gauges.ts';
import type { GaugeShare, SweepGauges } from './gauges.ts';
import { dueWork } from './due-work.ts';
import type { DueWork } from './due-work.ts';
import { probeListed } from '../rotation/probe-listed.ts';
import { reconcile } from '../rotation/reconcile.ts';
import { sharedCredentials } from './shared-credentials.ts';
import { unsavedStates } from './unsaved-states.ts';
import type { UnsavedStates } from './unsaved-states.ts';
import { workQueue } from './queue/work-queue.ts';

/** The deadline of an integration is at most this long after the start of its reconcile. */
const INTEGRATION_BUDGET_MS = 60_000;
/**
 * The deadline of an integration is at least this long before the end of the invocation. This time is enough for the last
 * mint, its verification and its write.
 */
const EXCHANGE_RESERVE_MS = 45_000;
/**
 * No reconcile starts if the invocation ends within this time: a rotation takes about a second when Alation responds
 * immediately.
 */
const START_RESERVE_MS = EXCHANGE_RESERVE_MS + 5_000;

/** The dependencies of a sweep, in addition to the dependencies of a rotation. */
export interface SweepDependencies extends RotationDependencies {
  readonly events: EventSink;
  readonly concurrency: ConcurrencyLimits;
  /** Limits how many reconciles start in a second. The limit does not apply to probes that only read. */
  readonly acquireStart: RateLimiter;
  /**
   * Limits how many pages of the listing are read in a second.
   * @default - no limit
   */
  readonly acquirePage?: RateLimiter;
  /**
   * Pauses of hosts that answered 429.
   * @default - pauses end with this sweep
   */
  readonly pauses?: HostPauses;
  /**
   * Records for which integrations an event about an unsaved state was sent.
   * @default - each sweep sends such an event again
   */
  readonly unsaved?: UnsavedStates;
}

/**
 * The request for a sweep. If a rotation is requested, the request applies to the integrations of `only`, even if their
 * rotations are not due.
 */
export interface SweepRequest extends Trigger {
  /** The integrations to reconcile; all when empty. */
  readonly only: readonly string[];
  /**
   * The part of all integrations to reconcile.
   * @default - all
   */
  readonly shard?: Shard | undefined;
  /** Returns the remaining time of the invocation, in ms. */
  readonly remainingMs: () => number;
}

/** The result of a sweep. Every integration with due work counts once among the outcomes. */
export interface SweepSummary {
  /** Integrations with due work. */
  readonly due: number;
  readonly outcomes: Readonly<Record<RotationOutcome['kind'], number>>;
  /** The gauges of all integrations, or of the shard. Undefined when the request named integrations. */
  readonly gauges: SweepGauges | undefined;
}

/**
 * Lists the integrations, decides which integrations have due work, and reconciles these, the most urgent first. Work that
 * does not fit into the invocation counts as deferred and stays due for the next sweep. But no sweep repeats a requested
 * rotation that was deferred.
 *
 * Rotations start during the listing, so that a long listing does not delay rotations. Probes start after the listing,
 * so that rotations come first. Rotations that may renew a refresh token also start after the listing, because
 * the renewals of other integrations decide whether they renew. A routine probe that finds nothing new writes nothing, so the
 * rate limit of starts does not apply to it. The sweep keeps due work in memory, never complete pages.
 *
 * @throws RotationError when the listing fails or a named integration cannot be described, after the other listed
 *   integrations are reconciled; never when a reconcile fails
 */
export async function sweep(deps: SweepDependencies, request: SweepRequest): Promise<SweepSummary> {
  const { clock, log, policy, concurrency, acquireStart } = deps;
  const { pauses = hostPauses(clock), unsaved = unsavedStates(clock) } = deps;
  const rotationDeps = { ...deps, endpoints: withHostPauses(deps.endpoints, pauses) };
  const gauges = sweepGauges(clock);
  const outcomes = noOutcomes();
  const events = eventBuffer(deps.events, log);
  const alerts = alertDigest();

  const { requestedAt, demand, scheduledAt = clock.now() } = request;
  const endsAt = clock.now() + request.remainingMs();
  const queue = workQueue<DueWork>({
    concurrency,
    acquireStart,
    clock,
    pauses,
    until: endsAt - START_RESERVE_MS,
    async run(work, moveTo) {
      let { host } = work;
      const admit = (baseUrl: string) => moveTo((host = baseUrl));
      const until = Math.min(clock.now() + INTEGRATION_BUDGET_MS, endsAt - EXCHANGE_RESERVE_MS);
      const admitted = { ...work, admit };
      const probed = work.listed && (await probeListed(rotationDeps, admitted, work.listed, until));
      if (work.listed !== undefined && probed === undefined) {
        queue.add({ ...work, host, listed: undefined, isReadOnly: false, urgency: 0 });
        return;
      }
      const { before, outcome, notSaved } = probed ?? (await reconcile(rotationDeps, admitted, until));
      if (outcome.kind === 'deferred') {
        queue.add({ ...work, host });
        return;
      }
      logOutcome(log, outcome);
      const error = notSaved?.code === 'StateNotSaved' && outcome.kind !== 'failed' ? notSaved : undefined;
      if (error !== undefined) {
        logOutcome(log, { kind: 'failed', error, integration: work.integration, state: undefined });
      }
      outcomes[error === undefined ? outcome.kind : 'failed'] += 1;
      gauges.add(shareAfter(outcome, work.share, notSaved === undefined));
      await events.add(alerts.add(work.integration, unsaved.eventsOf(before, outcome, notSaved)));
    },
    skip(work) {
      outcomes.deferred += 1;
      gauges.add(work.share);
    },
  });

  const queued = new Set<string>();
  const afterListing: DueWork[] = [];
  const shared = sharedCredentials(deps, request.shard, endsAt - EXCHANGE_RESERVE_MS);
  const renewals = listedRenewals(request, clock.now());
  const addPage = (page: readonly ListedIntegration[]) => {
    shared.addPage(page);
    renewals.addOthers(page);
  };
  let isListed = false;
  try {
    for await (const page of listPages(deps, request, addPage)) {
      for (const listed of page) {
        const state = readIntegrationState(listed.tags, clock.now());
        if (request.only.length === 0 && isAlertTime(state, scheduledAt, policy.intervalMs))
          alerts.note(listed.integration);
        const mayRenew = renewals.add(listed.integration, state);
        const work = dueWork(listed, state, { requestedAt, scheduledAt, demand }, clock.now(), policy);
        if (work === undefined) gauges.add(gaugeShare(state));
        else if (!queued.has(work.integration)) {
          queued.add(work.integration);
          if (work.action === 'probe' || mayRenew) afterListing.push(work);
          else queue.add(work);
        }
      }
    }
    for (const work of afterListing) queue.add({ ...work, hostRenewals: renewals.of(work) });
    isListed = true;
  } finally {
    await queue.close();
    // The saves come after the rotations, so that they delay no rotation. An incomplete listing could not show which
    // credentials are no longer shared. Named integrations are not listed, so nothing is saved for them.
    if (isListed) {
      for await (const [integration, found] of shared.save())
        await events.add(alerts.add(integration, found));
    }
    await events.add(alerts.rest());
    await events.flush();
  }
  return {
    due: queued.size,
    outcomes,
    gauges: request.only.length > 0 ? undefined : gauges.read(),
  };
}

/** An integration's share after its reconcile. An integration whose state cannot be read or saved counts as failing. */
function shareAfter({ kind, state }: RotationOutcome, listed: GaugeShare, isSaved: boolean): GaugeShare {
  const share = state === undefined ? listed : gaugeShare(state);
  return !isSaved || (kind === 'failed' && state === undefined) ? { ...share, failing: true } : share;
}

/** The counts of a sweep without any outcome: 0 for each kind. */
export function noOutcomes(): Record<RotationOutcome['kind'], number> {
  return { rotated: 0, adopted: 0, probed: 0, 'probe-unanswered': 0, skipped: 0, failed: 0, deferred: 0 };
}
