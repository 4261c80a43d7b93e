import type { ConcurrencyLimits } from './concurrency-limits.ts';
import { heap } from './heap.ts';
import type { Heap } from './heap.ts';
import type { HostPauses } from './host-pauses.ts';

/** One piece of work in the queue. */
export interface QueuedWork {
  /** Work with a smaller number starts first. */
  readonly urgency: number;
  /** The Alation host that the work calls; undefined while it is unknown: then no limit of a host applies. */
  readonly host: string | undefined;
  /** Whether the last attempt failed. */
  readonly failing: boolean;
}

/** Pending work, and the slots of running work. All times are ms since the epoch. */
export interface ConcurrencyLimiter<W> {
  add(work: W): void;
  /**
   * When pending work can start: `now`, or when the first pause of a host ends. Infinity when nothing is pending, or
   * when running work must release a slot first.
   */
  nextStartAt(now: number): number;
  /** Takes the most urgent work that may start now; undefined when there is none. */
  acquire(now: number): Slot<W> | undefined;
  /** Removes all pending work and returns it. */
  drain(): W[];
}

/** The slot of running work. */
export interface Slot<W> {
  readonly work: W;
  /** Moves the slot to the host that the work calls. False when that host is paused or at its limit. */
  moveTo(host: string, now: number): boolean;
  release(): void;
}

/** Healthy or failing work: each has a concurrency limit of its own. */
interface Group<W> {
  readonly limit: number;
  running: number;
  readonly hosts: Map<string | undefined, Host<W>>;
}

interface Host<W> {
  readonly group: Group<W>;
  readonly name: string | undefined;
  running: number;
  /** Turns of a failing host so far; always 0 for a healthy host. */
  turns: number;
  readonly pending: Heap<W>;
}

/**
 * Starts the most urgent work first, within the limits of its group and its host. Failing hosts take turns (round
 * robin), so that hosts which time out do not keep out a host that has recovered. Work that waits for a host occupies
 * no slot. Every choice reads each host once.
 */
export function concurrencyLimiter<W extends QueuedWork>(
  limits: ConcurrencyLimits,
  pauses: HostPauses,
): ConcurrencyLimiter<W> {
  const healthy: Group<W> = { limit: limits.healthy, running: 0, hosts: new Map() };
  const failing: Group<W> = { limit: limits.failing, running: 0, hosts: new Map() };

  const hostIn = (group: Group<W>, name: string | undefined): Host<W> => {
    const host = group.hosts.get(name) ?? {
      group,
      name,
      running: 0,
      turns: 0,
      pending: heap<W>(isMoreUrgent),
    };
    group.hosts.set(name, host);
    return host;
  };
  const pausedUntil = ({ name }: Host<W>) => (name === undefined ? -Infinity : pauses.pausedUntil(name));
  const hasFreeSlot = (host: Host<W>, now: number) =>
    (host.name === undefined || host.running < limits.perHost) && pausedUntil(host) <= now;
  const pendingHosts = (...groups: readonly Group<W>[]) =>
    groups.flatMap(({ hosts }) => [...hosts.values()]).filter(({ pending }) => pending.size() > 0);

  const nextIn = (group: Group<W>, now: number): Host<W> | undefined => {
    const isFull = group.running >= group.limit;
    const ready = isFull ? [] : pendingHosts(group).filter((host) => hasFreeSlot(host, now));
    return ready.reduce<Host<W> | undefined>(
      (first, host) => (first === undefined || startsBefore(host, first) ? host : first),
      undefined,
    );
  };
  const next = (now: number): Host<W> | undefined => {
    const [one, other] = [nextIn(healthy, now), nextIn(failing, now)];
    return urgencyOf(other) < urgencyOf(one) ? other : one;
  };

  const occupySlot = (first: Host<W>, work: W): Slot<W> => {
    let host = first;
    host.running += 1;
    host.group.running += 1;
    return {
      work,
      moveTo(name, now) {
        const target = hostIn(host.group, name);
        if (target === host) return true;
        if (!hasFreeSlot(target, now)) return false;
        host.running -= 1;
        target.running += 1;
        host = target;
        return true;
      },
      release() {
        host.running -= 1;
        host.group.running -= 1;
      },
    };
  };

  return {
    add(work) {
      hostIn(work.failing ? failing : healthy, work.host).pending.push(work);
    },
    nextStartAt(now) {
      if (next(now) !== undefined) return now;
      const pauseEnds = pendingHosts(healthy, failing).map(pausedUntil);
      return pauseEnds.filter((end) => end > now).reduce((first, end) => Math.min(first, end), Infinity);
    },
    acquire(now) {
      const host = next(now);
      const work = host?.pending.pop();
      if (host === undefined || work === undefined) return undefined;
      if (host.group === failing) host.turns += 1;
      return occupySlot(host, work);
    },
    drain() {
      const drained: W[] = [];
      for (const { pending } of pendingHosts(healthy, failing)) {
        for (let work = pending.pop(); work !== undefined; work = pending.pop()) drained.push(work);
      }
      return drained;
    },
  };
}

function isMoreUrgent(one: QueuedWork, other: QueuedWork): boolean {
  return one.urgency < other.urgency;
}

function startsBefore<W extends QueuedWork>(one: Host<W>, other: Host<W>): boolean {
  return one.turns < other.turns || (one.turns === other.turns && urgencyOf(one) < urgencyOf(other));
}

function urgencyOf(host: Host<QueuedWork> | undefined): number {
  return host?.pending.peek()?.urgency ?? Infinity;
}
