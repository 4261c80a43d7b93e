import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { rateLimiter } from '../../../../functions/integration/rate-limiter.ts';
import type { QueuedWork } from '../../../../functions/sweep/queue/concurrency-limiter.ts';
import type { ConcurrencyLimits } from '../../../../functions/sweep/queue/concurrency-limits.ts';
import { hostPauses } from '../../../../functions/sweep/queue/host-pauses.ts';
import { workQueue } from '../../../../functions/sweep/queue/work-queue.ts';
import { selfMovingClock } from '../../../support/self-moving-clock.ts';

interface Work extends QueuedWork {
  readonly name: string;
  readonly durationMs: number;
}

const work = (name: string, host: string | undefined, changes: Partial<Work> = {}): Work => ({
  name,
  host,
  durationMs: 100,
  failing: false,
  urgency: 0,
  ignoresPause: false,
  ...changes,
});
/** Work of one host, the most urgent first. */
const many = (count: number, host: string | undefined, changes: Partial<Work> = {}) =>
  Array.from({ length: count }, (_, index) => work(`${host}-${index}`, host, { urgency: index, ...changes }));
const names = (all: readonly Work[]) => all.map(({ name }) => name);

/** A queue that records its work and its own sleeps. `onRun` is called when work starts, and may end the work. */
function recordingQueue({
  concurrency = {},
  startsPerSecond = 1_000,
  until = Infinity,
  onRun = () => 'runs',
}: {
  readonly concurrency?: Partial<ConcurrencyLimits>;
  readonly startsPerSecond?: number;
  readonly until?: number;
  readonly onRun?: (item: Work, moveTo: (host: string) => boolean) => 'runs' | 'ends';
} = {}) {
  const clock = selfMovingClock(0);
  const pauses = hostPauses(clock);
  const running = new Set<Work>();
  const finished: Work[] = [];
  const skipped: { readonly name: string; readonly at: number }[] = [];
  const started: { readonly name: string; readonly at: number }[] = [];
  const mostRunning = new Map<string | undefined, number>();
  const recordMost = (key: string, count: number) =>
    mostRunning.set(key, Math.max(mostRunning.get(key) ?? 0, count));
  const wakeUps: number[] = [];
  const queue = workQueue<Work>({
    concurrency: { healthy: 10, failing: 3, probes: 6, perHost: 4, ...concurrency },
    acquireStart: rateLimiter(startsPerSecond, clock),
    clock: {
      now: clock.now,
      sleep: async (ms) => {
        wakeUps.push(clock.now() + ms);
        await clock.sleep(ms);
      },
    },
    pauses,
    until,
    skip: ({ name }) => void skipped.push({ name, at: clock.now() }),
    async run(item, moveTo) {
      started.push({ name: item.name, at: clock.now() });
      if (onRun(item, moveTo) === 'ends') return;
      running.add(item);
      const others = [...running].filter(({ failing }) => failing === item.failing);
      recordMost(item.failing ? 'failing' : 'healthy', others.length);
      recordMost(`host ${item.host}`, others.filter(({ host }) => host === item.host).length);
      await clock.sleep(item.durationMs);
      running.delete(item);
      finished.push(item);
    },
  });
  const runAll = async (all: readonly Work[]) => {
    for (const item of all) queue.add(item);
    await queue.close();
  };
  return { queue, runAll, clock, pauses, started, finished, skipped, mostRunning, wakeUps };
}

test('all work runs once, within the concurrency limits', async () => {
  const all = [
    ...many(40, 'one'),
    ...many(40, 'two'),
    ...many(40, 'three', { failing: true, durationMs: 50 }),
    ...many(40, undefined),
    ...many(40, undefined, { failing: true }),
  ];
  const { runAll, finished, skipped, mostRunning } = recordingQueue();
  await runAll(all);
  expect(new Set(finished)).toEqual(new Set(all));
  expect(finished).toHaveLength(200);
  expect(skipped).toEqual([]);
  expect(Object.fromEntries(mostRunning)).toMatchObject({
    healthy: 10,
    failing: 3,
    'host one': 4,
    'host two': 4,
  });
});

test('slow failing work does not delay healthy work', async () => {
  const { runAll, finished } = recordingQueue();
  await runAll([...many(20, 'bad', { durationMs: 60_000, failing: true }), ...many(20, 'good')]);
  expect(finished.slice(0, 20).every(({ host }) => host === 'good')).toBe(true);
});

test('a slow host does not delay other hosts', async () => {
  const { runAll, finished } = recordingQueue();
  await runAll([...many(20, 'slow', { durationMs: 60_000 }), ...many(60, 'quick')]);
  expect(finished.slice(0, 60).every(({ host }) => host === 'quick')).toBe(true);
});

test('the most urgent work starts first, in whatever order it was added', async () => {
  const all = ['one', 'two', undefined, 'three'].flatMap((host, at) =>
    many(5, host).map((item) => ({ ...item, urgency: item.urgency * 10 + at })),
  );
  const { runAll, started } = recordingQueue({ concurrency: { healthy: 1 } });
  await runAll(all.toReversed());
  const inOrder = all.toSorted((one, other) => one.urgency - other.urgency);
  expect(started.map(({ name }) => name)).toEqual(names(inOrder));
});

test('work starts while more work is added', async () => {
  const { queue, clock, finished } = recordingQueue();
  queue.add(work('early', 'one'));
  await clock.sleep(500);
  expect(names(finished)).toEqual(['early']);
  queue.add(work('late', 'one'));
  await queue.close();
  expect(names(finished)).toEqual(['early', 'late']);
});

test('an idle queue starts work as soon as it is added', async () => {
  const { queue, started } = recordingQueue();
  await setImmediate();
  queue.add(work('late', 'one'));
  await queue.close();
  expect(started).toEqual([{ name: 'late', at: 0 }]);
});

test('probes that only read start immediately, while other work waits for the rate limit', async () => {
  const { runAll, started } = recordingQueue({ startsPerSecond: 2 });
  await runAll([...many(3, 'one'), ...many(20, 'two', { isReadOnly: true, urgency: 1e15, durationMs: 10 })]);
  const of = (host: string) => started.filter(({ name }) => name.startsWith(host)).map(({ at }) => at);
  expect(of('one')).toEqual([0, 500, 1_000]);
  expect(Math.max(...of('two'))).toBeLessThan(100);
});

test('a start that the rate limit allowed is used by the next work that writes', async () => {
  const { queue, clock, started } = recordingQueue({ startsPerSecond: 1 });
  for (const item of many(2, 'one', { durationMs: 10 })) queue.add(item);
  await clock.sleep(500);
  queue.add(work('probe', 'one', { isReadOnly: true }));
  await queue.close();
  expect(started).toEqual([
    { name: 'one-0', at: 0 },
    { name: 'probe', at: 500 },
    { name: 'one-1', at: 1_000 },
  ]);
});

test('the queue acquires one start at a time, so that later work does not exceed the rate limit', async () => {
  const { queue, clock, started } = recordingQueue({ startsPerSecond: 1 });
  for (const item of many(2, 'one')) queue.add(item);
  await clock.sleep(5_000);
  for (const item of many(2, 'two')) queue.add(item);
  await queue.close();
  expect(started.map(({ at }) => at)).toEqual([0, 1_000, 5_000, 6_000]);
});

test('a queue with only a probe acquires no start', async () => {
  const { queue, clock, started } = recordingQueue({ startsPerSecond: 1 });
  await clock.sleep(5_000);
  queue.add(work('probe', 'one', { isReadOnly: true }));
  await clock.sleep(5_000);
  for (const item of many(2, 'two')) queue.add(item);
  await queue.close();
  expect(started.map(({ at }) => at)).toEqual([5_000, 10_000, 11_000]);
});

test('a probe does not use the start that the rate limit allowed for work of a host that is paused', async () => {
  const { queue, clock, pauses, started } = recordingQueue({ startsPerSecond: 1 });
  for (const item of many(2, 'busy')) queue.add(item);
  await clock.sleep(1);
  pauses.pause('busy', 1_500);
  await clock.sleep(1_200);
  queue.add(work('probe', 'other', { isReadOnly: true }));
  await queue.close();
  expect(started).toEqual([
    { name: 'busy-0', at: 0 },
    { name: 'probe', at: 1_201 },
    { name: 'busy-1', at: 1_501 },
  ]);
});

test('no second has more than 1.25 times the allowed starts', async () => {
  const { runAll, started } = recordingQueue({
    concurrency: { healthy: 500, perHost: 500 },
    startsPerSecond: 40,
  });
  await runAll(many(400, 'one'));
  const inSecond = started.map(
    ({ at: from }) => started.filter(({ at }) => at >= from && at < from + 999.999).length,
  );
  expect(Math.max(...inSecond)).toBeLessThanOrEqual(50);
  expect(started.at(-1)?.at).toBeGreaterThan(9_000);
  expect(started.at(-1)?.at).toBeLessThan(10_000);
});

test('at the deadline pending work is skipped and running work finishes', async () => {
  const all = many(30, 'one', { durationMs: 400 });
  const { runAll, finished, skipped } = recordingQueue({ until: 1_000 });
  await runAll(all);
  // Four at a time start at 0, 400 and 800 ms.
  expect(names(finished)).toEqual(names(all.slice(0, 12)));
  expect(skipped.map(({ name }) => name)).toEqual(names(all.slice(12)));
});

test('pending work is skipped at the deadline while other work still runs', async () => {
  const { runAll, finished, skipped } = recordingQueue({ concurrency: { healthy: 2 }, until: 1_000 });
  await runAll([work('quick', 'one', { durationMs: 1_000 }), ...many(3, 'two', { durationMs: 60_000 })]);
  expect(names(finished)).toEqual(['quick', 'two-0']);
  expect(skipped.map(({ at }) => at)).toEqual([1_000, 1_000]);
});

test.each([
  { sentence: 'after a wait for the rate limit', until: 1_500, startedAt: [0, 1_000] },
  { sentence: 'exactly at the deadline', until: 1_000, startedAt: [0] },
])('no work starts at or after the deadline: $sentence', async ({ until, startedAt }) => {
  const { runAll, started, skipped } = recordingQueue({ startsPerSecond: 1, until });
  await runAll(many(4, 'one', { durationMs: 1 }));
  expect(started.map(({ at }) => at)).toEqual(startedAt);
  expect(skipped).toHaveLength(4 - startedAt.length);
});

test('work that is added after the deadline is skipped', async () => {
  const { queue, clock, skipped } = recordingQueue({ until: 100 });
  await clock.sleep(200);
  queue.add(work('late', 'one'));
  await queue.close();
  expect(skipped).toEqual([{ name: 'late', at: 200 }]);
});

test('no work of a paused host starts before the pause ends, and other hosts are not delayed', async () => {
  const { runAll, pauses, started } = recordingQueue({
    onRun({ name }) {
      if (name === 'busy-0') pauses.pause('busy', 30_000);
      return 'runs';
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

test('work of a paused host starts when the pause ends, while other work still runs', async () => {
  const { runAll, pauses, started } = recordingQueue();
  pauses.pause('busy', 1_000);
  pauses.pause('busier', 2_000);
  await runAll([
    work('long', 'other', { durationMs: 5_000 }),
    work('paused longer', 'busier'),
    work('paused', 'busy'),
  ]);
  expect(started).toEqual([
    { name: 'long', at: 0 },
    { name: 'paused', at: 1_000 },
    { name: 'paused longer', at: 2_000 },
  ]);
});

test('the queue sleeps once until a pause ends, however much other work ends before', async () => {
  const { runAll, pauses, finished, wakeUps } = recordingQueue();
  pauses.pause('busy', 10_000);
  await runAll([work('paused', 'busy'), ...many(12, 'other')]);
  expect(finished).toHaveLength(13);
  expect(wakeUps).toEqual([10_000]);
});

test('the queue starts work at the end of a short pause that began while it waited for a longer pause', async () => {
  const { queue, clock, pauses, started } = recordingQueue();
  pauses.pause('long', 60_000);
  pauses.pause('short', 1_000);
  queue.add(work('late', 'long'));
  await clock.sleep(1);
  queue.add(work('early', 'short'));
  await queue.close();
  expect(started).toEqual([
    { name: 'early', at: 1_000 },
    { name: 'late', at: 60_000 },
  ]);
});

test.each([1_000, 3_600_000])(
  'if a host is paused for %i ms and the deadline is in 1,000 ms, work of the host is skipped immediately',
  async (ms) => {
    const { queue, clock, pauses, skipped } = recordingQueue({ until: 1_000 });
    pauses.pause('busy', ms);
    queue.add(work('paused', 'busy'));
    await clock.sleep(1);
    expect(skipped).toEqual([{ name: 'paused', at: 0 }]);
    await queue.close();
    await setImmediate();
    expect(clock.now()).toBe(1);
  },
);

test('the queue does not wait for the pause of a host without pending work', async () => {
  const { runAll, pauses, skipped } = recordingQueue({
    until: 60_000,
    onRun({ name }) {
      if (name === 'last') pauses.pause('throttles', 30_000);
      return 'runs';
    },
  });
  pauses.pause('busy', 3_600_000);
  await runAll([
    work('last', 'throttles', { urgency: 2 }),
    work('first', 'throttles', { urgency: 1 }),
    work('paused', 'busy'),
  ]);
  expect(skipped).toEqual([{ name: 'paused', at: 100 }]);
});

test.each([
  { sentence: 'when the host is at its limit', pausedForMs: 0 },
  { sentence: 'when the host is paused', pausedForMs: 5_000 },
])(
  'work whose host becomes known only while it runs is added again with that host: $sentence',
  async ({ pausedForMs }) => {
    const movedAt: number[] = [];
    let mostRunning = 0;
    const world = recordingQueue({
      onRun(item, moveTo) {
        if (moveTo('acme')) {
          movedAt.push(world.clock.now());
          mostRunning = Math.max(mostRunning, movedAt.length - world.finished.length);
          return 'runs';
        }
        world.queue.add({ ...item, host: 'acme' });
        return 'ends';
      },
    });
    world.pauses.pause('acme', pausedForMs);
    const all = many(12, undefined);
    await world.runAll(all);
    expect(names(world.finished).toSorted()).toEqual(names(all).toSorted());
    expect(mostRunning).toBe(4);
    expect(Math.min(...movedAt)).toBeGreaterThanOrEqual(pausedForMs);
    // Work starts twice at most, because its host is known after the first start.
    expect(world.started.length).toBeLessThanOrEqual(2 * 12);
  },
);

test('the first error of the work is thrown at the end, after the other work has run', async () => {
  const defects = new Map([
    ['one-1', new Error('a defect')],
    ['one-3', new Error('another defect')],
  ]);
  const { runAll, finished } = recordingQueue({
    onRun({ name }) {
      const defect = defects.get(name);
      if (defect !== undefined) throw defect;
      return 'runs';
    },
  });
  await expect(runAll(many(5, 'one'))).rejects.toBe(defects.get('one-1'));
  expect(names(finished)).toEqual(['one-0', 'one-2', 'one-4']);
});
