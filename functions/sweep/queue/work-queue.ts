import type { Clock } from '../../integration/ports.ts';
import type { RateLimiter } from '../../integration/rate-limiter.ts';
import { concurrencyLimiter } from './concurrency-limiter.ts';
import type { QueuedWork, Slot } from './concurrency-limiter.ts';
import type { ConcurrencyLimits } from './concurrency-limits.ts';
import type { HostPauses } from './host-pauses.ts';

/** The dependencies of a queue. */
export interface WorkQueueOptions<W> {
  readonly concurrency: ConcurrencyLimits;
  readonly acquireStart: RateLimiter;
  readonly clock: Clock;
  readonly pauses: HostPauses;
  /** No work starts at or after this instant, ms since the epoch. */
  readonly until: number;
  /**
   * Runs one piece of work. The work calls `moveTo` with its actual host. If `moveTo` returns false, the host is paused
   * or at its limit. Then the work must end, and may be added again with its host.
   */
  readonly run: (work: W, moveTo: (host: string) => boolean) => Promise<void>;
  /** Called for work that cannot start in time. */
  readonly skip: (work: W) => void;
}

/** A queue whose work starts while more work is added. */
export interface WorkQueue<W> {
  add(work: W): void;
  /**
   * Call `close` when only running work will add more work. Resolves when all work has run or was skipped.
   *
   * @throws the first error of `run`
   */
  close(): Promise<void>;
}

/** Runs the most urgent work first, within the concurrency limits, and within a rate limit for starts of work that writes. */
export function workQueue<W extends QueuedWork>(options: WorkQueueOptions<W>): WorkQueue<W> {
  const { acquireStart, clock, until } = options;
  const limiter = concurrencyLimiter<W>(options.concurrency, options.pauses);
  let running = 0;
  let isClosed = false;
  let failure: { readonly error: unknown } | undefined;
  let changed = Promise.withResolvers<void>();

  const run = async (slot: Slot<W>) => {
    running += 1;
    try {
      await options.run(slot.work, (host) => slot.moveTo(host, clock.now()));
    } catch (error) {
      failure ??= { error };
    }
    running -= 1;
    slot.release();
    changed.resolve();
  };
  /** Whether the rate limiter has allowed a start. Only work that writes uses an allowed start. */
  let isStartAllowed = false;
  let isStartAwaited = false;
  const awaitStart = async () => {
    isStartAwaited = true;
    await acquireStart();
    isStartAwaited = false;
    isStartAllowed = true;
    changed.resolve();
  };
  const startNext = (now: number): boolean => {
    if (!isStartAllowed && !isStartAwaited && limiter.hasWriting(now)) void awaitStart();
    const slot = limiter.acquire(now, isStartAllowed);
    if (slot === undefined) return false;
    if (slot.work.isReadOnly !== true) isStartAllowed = false;
    void run(slot);
    return true;
  };
  let wakesAt = Infinity;
  /** Ends the next wait at this instant, or before it. */
  const wakeAt = async (at: number) => {
    if (at >= wakesAt) return;
    wakesAt = at;
    await clock.sleep(at - clock.now());
    wakesAt = Infinity;
    changed.resolve();
  };
  const runAll = async () => {
    for (;;) {
      const now = clock.now();
      if (now < until && startNext(now)) continue;
      const nextStartAt = limiter.nextStartAt(now);
      const startsNoMore = now >= until || (running === 0 && nextStartAt >= until);
      if (startsNoMore) limiter.drain().forEach(options.skip);
      if (startsNoMore && running === 0 && isClosed) break;
      changed = Promise.withResolvers<void>();
      if (nextStartAt > now && nextStartAt < until) void wakeAt(nextStartAt);
      await changed.promise;
    }
    if (failure !== undefined) throw failure.error;
  };
  const finished = runAll();

  return {
    add(work) {
      limiter.add(work);
      changed.resolve();
    },
    async close() {
      isClosed = true;
      changed.resolve();
      await finished;
    },
  };
}
