import pLimit from 'p-limit';
import type { LimitFunction } from 'p-limit';

/** How much is worked on at once. */
export interface Lanes {
  /** Integrations that did well last time. */
  readonly healthy: number;
  /** Integrations whose last attempt failed: a lane of their own, so that they cannot hold up the others. */
  readonly troubled: number;
  /** Integrations of one Alation host, within either lane. */
  readonly perHost: number;
}

/** 25 in flight reach Secrets Manager's quota of writes; an Alation instance sees 5 of us at once. */
export const defaultLanes: Lanes = { healthy: 25, troubled: 10, perHost: 5 };

/** One piece of work in the queue. */
export interface QueuedWork {
  /** Host it talks to; undefined while it is not known, and then nobody else's. */
  readonly host: string | undefined;
  readonly troubled: boolean;
}

/**
 * Runs work in order, bounded per lane and per host. The host's place is taken first: work that waits for a slow
 * host must not sit on a place that another host's work could use.
 */
export async function runQueue<W extends QueuedWork>(
  queue: readonly W[],
  lanes: Lanes,
  run: (work: W) => Promise<void>,
): Promise<void> {
  const healthy = pLimit(lanes.healthy);
  const troubled = pLimit(lanes.troubled);
  const hosts = new Map<string, LimitFunction>();
  await Promise.all(
    queue.map((work) => {
      const lane = work.troubled ? troubled : healthy;
      if (work.host === undefined) return lane(() => run(work));
      const key = `${work.troubled} ${work.host}`;
      const host = hosts.get(key) ?? pLimit(lanes.perHost);
      hosts.set(key, host);
      return host(() => lane(() => run(work)));
    }),
  );
}
