import { heap } from './heap.ts';
import type { Heap } from './heap.ts';
import type { HostPauses } from './host-pauses.ts';
import type { Lanes } from './lanes.ts';

/** One piece of work in the queue. */
export interface QueuedWork {
  /** Smaller goes first. */
  readonly urgency: number;
  /** Host it talks to; undefined while it is not known, and then nobody else's. */
  readonly host: string | undefined;
  readonly failing: boolean;
}

/** Work that waits for its turn, and the places that running work takes. */
export interface WaitingWork<W> {
  /** How much waits. */
  size(): number;
  add(work: W): void;
  /** Whether anything may begin now. */
  isReady(): boolean;
  /** Takes out the most urgent work that may begin now. It has its place until `finish`. */
  take(): W | undefined;
  finish(work: W): void;
  /** Moves running work to the host it turned out to talk to; false when that one is paused or has no place. */
  enter(work: W, host: string): boolean;
  /** When the first pause of a host ends that work waits for, ms since the epoch; Infinity when there is none. */
  pauseEndsAt(): number;
  /** Takes out everything that waits. */
  drain(): W[];
}

interface Lane<W> {
  readonly limit: number;
  /** Whether hosts have their turns, instead of the most urgent work going first. */
  readonly takesTurns: boolean;
  running: number;
  /** Hosts that may go on. Entries go stale and are looked at again when they come up. */
  readonly ready: Heap<ReadyHost<W>>;
}

interface ReadyHost<W> {
  readonly host: Host<W>;
  /** How many turns it had. */
  readonly turns: number;
  /** Of its most urgent work. */
  readonly urgency: number;
}

interface Host<W> {
  readonly name: string | undefined;
  readonly lane: Lane<W>;
  readonly limit: number;
  running: number;
  /** Work of it that was taken, where its lane takes turns; 0 for ever where not. */
  turns: number;
  readonly waiting: Heap<W>;
}

/**
 * Orders work: most urgent first, within the bounds of each lane and each host. In the lane of the failing hosts take
 * turns, so that hosts which hang cannot keep one out that answers again. Work that waits for a slow or paused host takes
 * no place that another host's work could use. Every operation costs the logarithm of what waits.
 */
export function waitingWork<W extends QueuedWork>(
  lanes: Lanes,
  pauses: HostPauses,
  clock: { now(): number },
): WaitingWork<W> {
  const newLane = (limit: number, takesTurns: boolean): Lane<W> => ({
    limit,
    takesTurns,
    running: 0,
    ready: heap<ReadyHost<W>>(byTurn),
  });
  const lanesByTrouble = { healthy: newLane(lanes.healthy, false), failing: newLane(lanes.failing, true) };
  const hosts = new Map<string, Host<W>>();
  const places = new Map<W, Host<W>>();
  const paused = new Set<Host<W>>();
  let waiting = 0;

  const hostOf = (work: QueuedWork, name: string | undefined): Host<W> => {
    const key = `${work.failing} ${name ?? ''}`;
    const known = hosts.get(key);
    if (known !== undefined) return known;
    const lane = work.failing ? lanesByTrouble.failing : lanesByTrouble.healthy;
    const limit = name === undefined ? Infinity : lanes.perHost;
    const host: Host<W> = { name, lane, limit, running: 0, turns: 0, waiting: heap<W>(byUrgency) };
    hosts.set(key, host);
    return host;
  };
  const pausedUntil = ({ name }: Host<W>) => (name === undefined ? -Infinity : pauses.pausedUntil(name));
  const isPaused = (host: Host<W>) => pausedUntil(host) > clock.now();
  const mayGoOn = (host: Host<W>) => host.running < host.limit && !isPaused(host);

  /** Has the host's most urgent work considered, to be called whenever that may have become possible. */
  const offer = (host: Host<W>) => {
    const first = host.waiting.peek();
    if (first === undefined) return;
    if (isPaused(host)) paused.add(host);
    else if (mayGoOn(host)) host.lane.ready.push({ host, turns: host.turns, urgency: first.urgency });
  };
  const bestOf = (lane: Lane<W>): Host<W> | undefined => {
    if (lane.running >= lane.limit) return undefined;
    for (let entry = lane.ready.peek(); entry !== undefined; entry = lane.ready.peek()) {
      const { host, turns, urgency } = entry;
      const isFresh = host.turns === turns && host.waiting.peek()?.urgency === urgency;
      if (isFresh && mayGoOn(host)) return host;
      lane.ready.pop();
      if (host.waiting.size() > 0 && isPaused(host)) paused.add(host);
    }
    return undefined;
  };
  const best = (): Host<W> | undefined => {
    for (const host of paused) {
      if (isPaused(host)) continue;
      paused.delete(host);
      offer(host);
    }
    const [one, other] = [bestOf(lanesByTrouble.healthy), bestOf(lanesByTrouble.failing)];
    return urgencyOf(other) < urgencyOf(one) ? other : one;
  };
  const occupy = (work: W, host: Host<W>) => {
    host.running += 1;
    host.lane.running += 1;
    places.set(work, host);
  };
  const vacate = (host: Host<W>) => {
    const wasFull = host.running >= host.limit;
    host.running -= 1;
    host.lane.running -= 1;
    if (wasFull) offer(host);
  };

  return {
    size: () => waiting,
    add(work) {
      const host = hostOf(work, work.host);
      host.waiting.push(work);
      waiting += 1;
      if (host.waiting.peek() === work) offer(host);
    },
    isReady: () => best() !== undefined,
    take() {
      const host = best();
      const work = host?.waiting.pop();
      if (host === undefined || work === undefined) return undefined;
      host.lane.ready.pop();
      if (host.lane.takesTurns) host.turns += 1;
      waiting -= 1;
      occupy(work, host);
      offer(host);
      return work;
    },
    finish(work) {
      const host = places.get(work);
      places.delete(work);
      if (host !== undefined) vacate(host);
    },
    enter(work, name) {
      const from = places.get(work);
      const to = hostOf(work, name);
      if (from === to) return true;
      if (from === undefined || !mayGoOn(to)) return false;
      vacate(from);
      occupy(work, to);
      return true;
    },
    pauseEndsAt: () => Math.min(Infinity, ...[...paused].map(pausedUntil)),
    drain() {
      const left: W[] = [];
      for (const { waiting: works } of hosts.values()) {
        for (let work = works.pop(); work !== undefined; work = works.pop()) left.push(work);
      }
      waiting = 0;
      return left;
    },
  };
}

function byUrgency(one: { readonly urgency: number }, other: { readonly urgency: number }): boolean {
  return one.urgency < other.urgency;
}

function byTurn(
  one: { readonly turns: number; readonly urgency: number },
  other: { readonly turns: number; readonly urgency: number },
): boolean {
  return one.turns < other.turns || (one.turns === other.turns && byUrgency(one, other));
}

function urgencyOf(host: { readonly waiting: Heap<QueuedWork> } | undefined): number {
  return host?.waiting.peek()?.urgency ?? Infinity;
}
