import type { HostPauses } from './host-pauses.ts';
import type { Lanes } from './lanes.ts';
import { rateLimiter } from '../../integration/rate-limiter.ts';
import type { Clock } from '../../integration/ports.ts';
import { waitingWork } from './waiting-work.ts';
import type { QueuedWork } from './waiting-work.ts';

/** What a queue needs. */
export interface WorkQueueOptions<W> {
  readonly lanes: Lanes;
  readonly clock: Clock;
  readonly pauses: HostPauses;
  /** Nothing begins at or after this instant, ms since the epoch. */
  readonly until: number;
  readonly run: (work: W) => Promise<void>;
  /** PublishedAlerts of work that is not got to. */
  readonly leave: (work: W) => void;
}

/** Work that is run as it comes. */
export interface WorkQueue<W> {
  add(work: W): void;
  /**
   * Says that running work talks to this host. False when the host is paused or has as much as it may: then that work
   * must end, and may be added again with its host.
   */
  enter(work: W, host: string): boolean;
  /** Says that nothing comes any more but from running work; resolves when all was run or left. */
  close(): Promise<void>;
}

/** Runs work most urgent first, at a steady rateLimiter and within its lanes, beginning while more is still added. */
export function workQueue<W extends QueuedWork>(options: WorkQueueOptions<W>): WorkQueue<W> {
  const { lanes, clock, pauses, until } = options;
  const takeStart = rateLimiter(lanes.startsPerSecond, clock);
  const waiting = waitingWork<W>(lanes, pauses, clock);
  const running = new Set<W>();
  let isClosed = false;
  let failure: { readonly error: unknown } | undefined;
  let changed = Promise.withResolvers<void>();
  const wake = () => changed.resolve();

  const begin = (work: W) => {
    running.add(work);
    options
      .run(work)
      .catch((error: unknown) => {
        failure ??= { error };
      })
      .finally(() => {
        running.delete(work);
        waiting.finish(work);
        wake();
      });
  };
  const somethingChanges = async () => {
    changed = Promise.withResolvers<void>();
    // While anything runs, its end is when to look again; only an idle queue waits for a pause to end.
    const pauseEndsAt = running.size === 0 ? waiting.pauseEndsAt() : Infinity;
    const pauseEnds = pauseEndsAt < until ? [clock.sleep(pauseEndsAt - clock.now())] : [];
    await Promise.race([changed.promise, ...pauseEnds]);
  };
  /** Whether what waits will not be got to: time is up, or its hosts are paused for longer than there is time. */
  const isHopeless = () => clock.now() >= until || (running.size === 0 && waiting.pauseEndsAt() >= until);

  const isOver = () => isClosed && waiting.size() === 0 && running.size === 0;

  const work = async () => {
    while (!isOver()) {
      if (waiting.isReady() && clock.now() < until) {
        await takeStart();
        const next = clock.now() < until ? waiting.take() : undefined;
        if (next !== undefined) begin(next);
      } else if (waiting.size() > 0 && isHopeless()) {
        waiting.drain().forEach(options.leave);
      } else {
        await somethingChanges();
      }
    }
    if (failure !== undefined) throw failure.error;
  };
  const done = work();

  return {
    add(added) {
      waiting.add(added);
      wake();
    },
    enter: (entering, host) => waiting.enter(entering, host),
    async close() {
      isClosed = true;
      wake();
      await done;
    },
  };
}
