import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { hostPauses } from '../../../../functions/sweep/queue/host-pauses.ts';
import type { Lanes } from '../../../../functions/sweep/queue/lanes.ts';
import type { QueuedWork } from '../../../../functions/sweep/queue/waiting-work.ts';
import { workQueue } from '../../../../functions/sweep/queue/work-queue.ts';
import type { WorkQueue } from '../../../../functions/sweep/queue/work-queue.ts';
import { movableClock } from '../../../support/movable-clock.ts';

interface Work extends QueuedWork {
  readonly name: string;
  readonly takes: number;
}

const work = (name: string, host: string | undefined, changes: Partial<Work> = {}): Work => ({
  name,
  host,
  takes: 100,
  failing: false,
  urgency: 0,
  ...changes,
});
/** The later ones are less urgent. */
const many = (count: number, host: string | undefined, changes: Partial<Work> = {}) =>
  Array.from({ length: count }, (_, index) => work(`${host}-${index}`, host, { urgency: index, ...changes }));
const names = (works: readonly Work[]) => works.map(({ name }) => name);

const lanes: Lanes = { healthy: 10, failing: 3, perHost: 4, startsPerSecond: 1_000 };

/** A queue that notes what happens. `onRun` is called as work begins, and may end it. */
function observed({
  changes = {},
  until = Infinity,
  onRun = () => undefined,
}: {
  readonly changes?: Partial<Lanes>;
  readonly until?: number;
  readonly onRun?: (one: Work, queue: WorkQueue<Work>) => 'ended' | undefined;
} = {}) {
  const clock = movableClock(0);
  const pauses = hostPauses(clock);
  const running = new Set<Work>();
  const finished: Work[] = [];
  const left: Work[] = [];
  const leftAt: number[] = [];
  const started: { readonly name: string; readonly at: number }[] = [];
  const mostAtOnce = { healthy: 0, failing: 0 };
  const mostPerHost = new Map<string, number>();
  const queue: WorkQueue<Work> = workQueue<Work>({
    lanes: { ...lanes, ...changes },
    clock,
    pauses,
    until,
    leave(one) {
      left.push(one);
      leftAt.push(clock.now());
    },
    async run(one) {
      started.push({ name: one.name, at: clock.now() });
      running.add(one);
      const now = [...running];
      const inTrouble = now.filter(({ failing }) => failing).length;
      mostAtOnce.healthy = Math.max(mostAtOnce.healthy, now.length - inTrouble);
      mostAtOnce.failing = Math.max(mostAtOnce.failing, inTrouble);
      const sameHost = now.filter(({ host }) => host === one.host).length;
      if (one.host) mostPerHost.set(one.host, Math.max(mostPerHost.get(one.host) ?? 0, sameHost));
      if (onRun(one, queue) === 'ended') return void running.delete(one);
      await clock.sleep(one.takes);
      running.delete(one);
      finished.push(one);
    },
  });
  const runAll = async (all: readonly Work[]) => {
    for (const one of all) queue.add(one);
    await queue.close();
  };
  return { queue, runAll, clock, pauses, started, finished, left, leftAt, mostAtOnce, mostPerHost };
}

test('everything is run once', async () => {
  const all = [...many(30, 'one'), ...many(30, 'two', { takes: 50, failing: true }), ...many(30, undefined)];
  const { runAll, finished, left } = observed();
  await runAll(all);
  expect(new Set(finished)).toEqual(new Set(all));
  expect(finished).toHaveLength(90);
  expect(left).toEqual([]);
});

test('one host sees no more at once than it may, in either lane', async () => {
  const { runAll, mostPerHost, mostAtOnce } = observed();
  await runAll([...many(40, 'one'), ...many(40, 'two'), ...many(9, 'three')]);
  expect([...mostPerHost.values()]).toEqual([4, 4, 4]);
  expect(mostAtOnce.healthy).toBe(10);
});

test('what has no host yet is bounded by its lane only', async () => {
  const { runAll, mostAtOnce } = observed();
  await runAll([...many(40, undefined), ...many(40, undefined, { failing: true })]);
  expect(mostAtOnce).toEqual({ healthy: 10, failing: 3 });
});

test('a slow failing lane does not hold up the healthy one', async () => {
  const { runAll, finished } = observed();
  await runAll([...many(20, 'bad', { takes: 60_000, failing: true }), ...many(20, 'good')]);
  expect(finished.slice(0, 20).every(({ host }) => host === 'good')).toBe(true);
});

test('a slow host leaves the rest of its lane to the others', async () => {
  const { runAll, finished } = observed();
  await runAll([...many(20, 'slow', { takes: 60_000 }), ...many(60, 'quick')]);
  expect(finished.slice(0, 60).every(({ host }) => host === 'quick')).toBe(true);
});

test('the most urgent goes first, whatever its host and in whatever order it came', async () => {
  const all = ['one', 'two', undefined, 'three']
    .flatMap((host, at) => many(5, host).map((one) => ({ ...one, urgency: one.urgency * 10 + at })))
    .toReversed();
  const { runAll, started } = observed({ changes: { healthy: 1 } });
  await runAll(all);
  const inOrder = all.toSorted((one, other) => one.urgency - other.urgency);
  expect(started.map(({ name }) => name)).toEqual(names(inOrder));
});

test('work begins while more is added, and nothing waits for the end of the adding', async () => {
  const { queue, clock, finished } = observed();
  queue.add(work('early', 'one'));
  await clock.sleep(500);
  expect(names(finished)).toEqual(['early']);
  queue.add(work('late', 'one'));
  await queue.close();
  expect(names(finished)).toEqual(['early', 'late']);
});

test('an idle queue goes on as soon as something is added, however long that takes', async () => {
  const { queue, started } = observed();
  await setImmediate();
  queue.add(work('late', 'one'));
  await queue.close();
  expect(started).toEqual([{ name: 'late', at: 0 }]);
});

test('no second sees more than 1.25 times the starts it may', async () => {
  const { runAll, started } = observed({ changes: { healthy: 500, perHost: 500, startsPerSecond: 40 } });
  await runAll(many(400, 'one'));
  const inSecond = started.map(
    ({ at: from }) => started.filter(({ at }) => at >= from && at < from + 999.999).length,
  );
  expect(Math.max(...inSecond)).toBeLessThanOrEqual(50);
  expect(started.at(-1)?.at).toBeGreaterThan(9_000);
  expect(started.at(-1)?.at).toBeLessThan(10_000);
});

test('what cannot begin in time is left, and what has begun is finished', async () => {
  const all = many(30, 'one', { takes: 400 });
  const { runAll, finished, left } = observed({ until: 1_000 });
  await runAll(all);
  // Four at a time begin at 0, 400 and 800 ms.
  expect(names(finished)).toEqual(names(all.slice(0, 12)));
  expect(names(left)).toEqual(names(all.slice(12)));
});

test('nothing begins late because it waited for the rateLimiter', async () => {
  const all = many(4, 'one', { takes: 1 });
  const { runAll, started, left } = observed({ changes: { startsPerSecond: 1 }, until: 1_500 });
  await runAll(all);
  expect(started.map(({ at }) => at)).toEqual([0, 1_000]);
  expect(left).toHaveLength(2);
});

test('nothing begins at the very instant at which time is up', async () => {
  const { runAll, started, left } = observed({ changes: { startsPerSecond: 1 }, until: 1_000 });
  await runAll(many(2, 'one', { takes: 1 }));
  expect(started.map(({ at }) => at)).toEqual([0]);
  expect(left).toHaveLength(1);
});

test('what cannot begin in time is left at once when time is up, whatever still runs', async () => {
  const { runAll, finished, leftAt } = observed({ changes: { healthy: 2 }, until: 1_000 });
  await runAll([work('quick', 'one', { takes: 1_000 }), ...many(3, 'two', { takes: 60_000 })]);
  expect(names(finished)).toEqual(['quick', 'two-0']);
  expect(leftAt).toEqual([1_000, 1_000]);
});

test('what is added when time is up is left', async () => {
  const { queue, clock, left } = observed({ until: 100 });
  await clock.sleep(200);
  queue.add(work('late', 'one'));
  await queue.close();
  expect(names(left)).toEqual(['late']);
});

test('nothing begins at a host that is paused until its pause ends, and other hosts go on', async () => {
  const { runAll, pauses, started } = observed({
    onRun: ({ name }) => {
      if (name === 'busy-0') pauses.pause('busy', 30_000);
      return undefined;
    },
  });
  await runAll([...many(10, 'busy'), ...many(10, 'other', { urgency: 100 })]);
  const [first, ...rest] = started.filter(({ name }) => name.startsWith('busy'));
  expect(first?.at).toBeLessThan(1_000);
  expect(rest).toHaveLength(9);
  expect(Math.min(...rest.map(({ at }) => at))).toBeGreaterThanOrEqual(30_000);
  const other = started.filter(({ name }) => name.startsWith('other')).map(({ at }) => at);
  expect(Math.max(...other)).toBeLessThan(2_000);
});

test('while anything runs, the end of a pause is noticed when something of that ends', async () => {
  const { runAll, pauses, started } = observed();
  pauses.pause('busy', 1_000);
  await runAll([work('long', 'other', { takes: 5_000 }), work('paused', 'busy')]);
  expect(started).toEqual([
    { name: 'long', at: 0 },
    { name: 'paused', at: 5_000 },
  ]);
});

test('a host that is paused until time is up is not waited for', async () => {
  const { queue, clock, pauses, leftAt } = observed({ until: 1_000 });
  pauses.pause('busy', 1_000);
  queue.add(work('paused', 'busy'));
  await clock.sleep(1);
  expect(leftAt).toEqual([0]);
  await queue.close();
});

test('the pause of a host for which nothing waits any more is not waited for', async () => {
  const { runAll, pauses, leftAt } = observed({
    until: 60_000,
    onRun: ({ name }) => {
      if (name === 'last') pauses.pause('throttles', 30_000);
      return undefined;
    },
  });
  pauses.pause('busy', 3_600_000);
  await runAll([
    work('last', 'throttles', { urgency: 2 }),
    work('first', 'throttles', { urgency: 1 }),
    work('paused', 'busy'),
  ]);
  expect(leftAt).toEqual([100]);
});

test('a host that is paused for longer than there is time is not waited for', async () => {
  const { runAll, clock, pauses, left, finished } = observed({ until: 60_000 });
  pauses.pause('busy', 3_600_000);
  await runAll([...many(3, 'busy'), ...many(3, 'other')]);
  expect(finished.map(({ host }) => host)).toEqual(['other', 'other', 'other']);
  expect(names(left).toSorted()).toEqual(['busy-0', 'busy-1', 'busy-2']);
  expect(clock.now()).toBeLessThan(1_000);
});

test('work that finds out its host takes a place there, or ends and comes again once there is one', async () => {
  let entered = 0;
  let most = 0;
  const world = observed({
    onRun: (one, queue) => {
      if (!queue.enter(one, 'acme')) {
        queue.add({ ...one, host: 'acme' });
        return 'ended';
      }
      entered += 1;
      most = Math.max(most, entered - world.finished.length);
      return undefined;
    },
  });
  await world.runAll(many(12, undefined));
  expect(most).toBe(4);
  expect(names(world.finished).toSorted()).toEqual(names(many(12, undefined)).toSorted());
  // The second time its host is known, so that it begins when there is a place, and not before.
  expect(world.started.length).toBeLessThanOrEqual(2 * 12);
});

test('work is not let into a host that is paused', async () => {
  const seen: { readonly at: number; readonly isIn: boolean }[] = [];
  const world = observed({
    onRun: (one, queue) => {
      const isIn = queue.enter(one, 'acme');
      seen.push({ at: world.clock.now(), isIn });
      if (isIn) return undefined;
      queue.add({ ...one, host: 'acme' });
      return 'ended';
    },
  });
  world.pauses.pause('acme', 5_000);
  await world.runAll(many(2, undefined));
  expect(seen.filter(({ isIn }) => !isIn)).toHaveLength(2);
  expect(seen.filter(({ isIn }) => isIn).map(({ at }) => at >= 5_000)).toEqual([true, true]);
});

test('the first error of the work itself comes out at the end, and the other work is run', async () => {
  const defects = new Map([
    ['one-1', new Error('a defect')],
    ['one-3', new Error('another one')],
  ]);
  const { runAll, finished } = observed({
    onRun: ({ name }) => {
      const defect = defects.get(name);
      if (defect !== undefined) throw defect;
      return undefined;
    },
  });
  await expect(runAll(many(5, 'one'))).rejects.toBe(defects.get('one-1'));
  expect(names(finished)).toEqual(['one-0', 'one-2', 'one-4']);
});
