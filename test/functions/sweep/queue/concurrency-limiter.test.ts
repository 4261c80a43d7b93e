import { expect, test } from 'vitest';
import { concurrencyLimiter } from '../../../../functions/sweep/queue/concurrency-limiter.ts';
import type { QueuedWork, Slot } from '../../../../functions/sweep/queue/concurrency-limiter.ts';
import { hostPauses } from '../../../../functions/sweep/queue/host-pauses.ts';

const work = (urgency: number, host = 'one', failing = false): QueuedWork => ({
  urgency,
  host,
  failing,
  ignoresPause: false,
});
/** A probe that only reads. */
const probeWork = (urgency: number, host?: string): QueuedWork => ({
  ...work(urgency, host),
  isReadOnly: true,
});
const failingWork = (urgency: number, host: string) => work(urgency, host, true);

/** A limiter with this pending work, at 0 ms. */
function limiterWith(
  all: readonly QueuedWork[],
  limits: { readonly failing?: number; readonly perHost?: number } = {},
) {
  const pauses = hostPauses({ now: () => 0 });
  const limiter = concurrencyLimiter({ healthy: 3, failing: 9, probes: 2, perHost: 3, ...limits }, pauses);
  for (const each of all) limiter.add(each);
  return {
    limiter,
    pauses,
    /** Starts all work that may start now. */
    start(now = 0): readonly Slot<QueuedWork>[] {
      const slots: Slot<QueuedWork>[] = [];
      for (let slot = limiter.acquire(now, true); slot !== undefined; slot = limiter.acquire(now, true))
        slots.push(slot);
      return slots;
    },
  };
}
const orderOf = (slots: readonly Slot<QueuedWork>[]) =>
  slots.map((slot) => `${slot.work.host} ${slot.work.urgency}`);

test.each([
  {
    sentence: 'the more urgent work starts first, whether it is healthy or failing',
    all: [work(7, 'three'), work(5, 'one'), failingWork(2, 'two')],
    order: ['two 2', 'one 5', 'three 7'],
  },
  {
    sentence: 'healthy work starts before equally urgent failing work',
    all: [failingWork(1, 'one'), work(1, 'two')],
    order: ['two 1', 'one 1'],
  },
  {
    sentence: 'the more urgent healthy work starts first, even when its host has started more work',
    all: [work(9, 'few'), work(1, 'many'), work(2, 'many'), work(3, 'many')],
    order: ['many 1', 'many 2', 'many 3'],
  },
  {
    sentence: 'less urgent work that is added later does not delay more urgent work of its host',
    all: [work(1, 'one'), work(9, 'one'), work(5, 'two')],
    order: ['one 1', 'two 5', 'one 9'],
  },
  {
    sentence: 'of two failing hosts the host with fewer starts comes first, even if its work is less urgent',
    all: [failingWork(9, 'one'), failingWork(1, 'two'), failingWork(2, 'two')],
    order: ['two 1', 'one 9', 'two 2'],
  },
  {
    sentence: 'every failing host gets one start before any failing host gets a second start',
    all: ['one', 'two', 'three'].flatMap((host, at) =>
      [1, 2].map((more) => failingWork(10 * at + more, host)),
    ),
    order: ['one 1', 'two 11', 'three 21', 'one 2', 'two 12', 'three 22'],
  },
  {
    sentence: 'urgent work that is added later gives a failing host no extra start',
    all: [failingWork(5, 'one'), failingWork(1, 'one'), failingWork(9, 'two')],
    order: ['one 1', 'two 9', 'one 5'],
  },
  {
    sentence: 'the healthy work and the failing work of a host each have the limit of the host',
    all: [1, 2, 3].flatMap((urgency) => [work(urgency), failingWork(urgency, 'one')]),
    limits: { perHost: 1 },
    order: ['one 1', 'one 1'],
  },
  {
    sentence: 'the failing work has its own limit',
    all: [failingWork(1, 'one'), failingWork(2, 'two'), work(3, 'three')],
    limits: { failing: 1 },
    order: ['one 1', 'three 3'],
  },
  {
    sentence: 'probes have their own limit',
    all: [probeWork(1, 'one'), probeWork(2, 'two'), probeWork(3, 'three'), work(4, 'four')],
    order: ['one 1', 'two 2', 'four 4'],
  },
  {
    sentence: 'the limit of a host applies to its healthy work and its probes together',
    all: [work(1), probeWork(2), work(3), probeWork(4)],
    limits: { perHost: 2 },
    order: ['one 1', 'one 2'],
  },
  {
    sentence: 'the limit of a host applies to healthy work and probes together, whichever is added first',
    all: [probeWork(2), work(1), probeWork(4), work(3)],
    limits: { perHost: 2 },
    order: ['one 1', 'one 2'],
  },
  {
    sentence: 'work of an unknown host has the limit of its group only',
    all: [1, 2, 3, 4].map((urgency) => ({ ...work(urgency), host: undefined })),
    limits: { perHost: 1 },
    order: ['undefined 1', 'undefined 2', 'undefined 3'],
  },
])('$sentence', ({ all, limits, order }) => {
  expect(orderOf(limiterWith(all, limits).start())).toEqual(order);
});

test('while the rate limit allows no start, only probes start', () => {
  const { limiter } = limiterWith([work(1), probeWork(2, 'two')]);
  expect(limiter.hasWriting(0)).toBe(true);
  expect(limiter.acquire(0, false)?.work.urgency).toBe(2);
  expect(limiter.acquire(0, false)).toBeUndefined();
  expect(limiter.acquire(0, true)?.work.urgency).toBe(1);
  expect(limiter.hasWriting(0)).toBe(false);
});

test('released slots let the next work start', () => {
  const { limiter, start } = limiterWith(
    [1, 2, 3, 4].map((urgency) => work(urgency)),
    { perHost: 2 },
  );
  const [first, second] = start();
  expect(limiter.nextStartAt(0)).toBe(Infinity);
  first?.release();
  expect(limiter.nextStartAt(0)).toBe(0);
  expect(orderOf(start())).toEqual(['one 3']);
  second?.release();
  expect(orderOf(start())).toEqual(['one 4']);
});

test('work of a failing host that has recovered starts although another host times out', () => {
  const { start } = limiterWith(
    [1, 2, 3].map((urgency) => failingWork(urgency, 'hangs')).concat(failingWork(9, 'recovered')),
    { failing: 2 },
  );
  const [, recovered] = start();
  expect(recovered?.work.host).toBe('recovered');
  recovered?.release();
  expect(orderOf(start())).toEqual(['hangs 2']);
});

test('work that moves to another host frees its slot at the old host, and occupies a slot at the new host', () => {
  const { limiter, start } = limiterWith([work(1), work(2)], { perHost: 1 });
  const [first] = start();
  expect(first?.moveTo('two', 0)).toBe(true);
  const [second] = start();
  expect(second?.work).toEqual(work(2));
  expect(second?.moveTo('two', 0)).toBe(false);
  limiter.add(work(3, 'two'));
  expect(start()).toEqual([]);
  first?.release();
  expect(orderOf(start())).toEqual(['two 3']);
});

test('work does not move to a paused host, and stays at its own host even if its own host is paused', () => {
  const { start, pauses } = limiterWith([work(1)], { perHost: 1 });
  const [slot] = start();
  pauses.pause('one', 1_000);
  pauses.pause('two', 1_000);
  expect(slot?.moveTo('one', 999)).toBe(true);
  expect(slot?.moveTo('two', 999)).toBe(false);
  expect(slot?.moveTo('two', 1_000)).toBe(true);
});

test('work of a paused host starts when the pause ends', () => {
  const { limiter, start, pauses } = limiterWith([work(1, 'one'), work(2, 'two')]);
  pauses.pause('one', 3_000);
  pauses.pause('two', 2_000);
  expect([orderOf(start(1_999)), limiter.nextStartAt(1_999)]).toEqual([[], 2_000]);
  expect([orderOf(start(2_000)), limiter.nextStartAt(2_000)]).toEqual([['two 2'], 3_000]);
  expect([orderOf(start(3_000)), limiter.nextStartAt(3_000)]).toEqual([['one 1'], Infinity]);
});

test('the next start is at the end of a pause, even if the paused host is at its limit', () => {
  const { limiter, start, pauses } = limiterWith([work(1), work(2)], { perHost: 1 });
  start();
  pauses.pause('one', 1_000);
  expect([limiter.nextStartAt(999), limiter.nextStartAt(1_000)]).toEqual([1_000, Infinity]);
});

test('the pause of a host without pending work does not affect the next start', () => {
  const { limiter, start, pauses } = limiterWith([work(1, 'started')]);
  start();
  pauses.pause('started', 1_000);
  pauses.pause('unknown', 1_000);
  expect(limiter.nextStartAt(0)).toBe(Infinity);
});

test('drained work neither starts nor waits', () => {
  const { limiter, start } = limiterWith([work(4), work(1), work(2, 'two'), failingWork(3, 'three')]);
  limiter.acquire(0, true);
  expect(limiter.drain().map(({ urgency }) => urgency)).toEqual([4, 2, 3]);
  expect([limiter.nextStartAt(0), start(), limiter.drain()]).toEqual([Infinity, [], []]);
});

test('of a paused host only work that ignores pauses starts, the most urgent first', () => {
  const ignoring = [work(7), work(5)].map((each) => ({ ...each, ignoresPause: true }));
  const { limiter, pauses, start } = limiterWith([work(1), work(6), ...ignoring], { perHost: 9 });
  pauses.pause('one', 1_000);
  expect(limiter.nextStartAt(0)).toBe(0);
  expect(orderOf(start())).toEqual(['one 5', 'one 7']);
  expect(limiter.nextStartAt(0)).toBe(1_000);
  expect(orderOf(start(1_000))).toEqual(['one 1']);
});

test('without a pause, work that ignores pauses is not preferred', () => {
  const ignoring = [work(2), work(4)].map((each) => ({ ...each, ignoresPause: true }));
  const { start } = limiterWith([work(1), ...ignoring, work(3), work(5, 'two')], { perHost: 9 });
  expect(orderOf(start())).toEqual(['one 1', 'one 2', 'one 3']);
});

test('the urgency of a host is the urgency of its most urgent remaining work', () => {
  const { start } = limiterWith([{ ...work(1), ignoresPause: true }, work(9), work(5, 'two')]);
  expect(orderOf(start())).toEqual(['one 1', 'two 5', 'one 9']);
});

test('drained work includes work that ignores pauses', () => {
  const { limiter } = limiterWith([work(1), { ...work(2), ignoresPause: true }]);
  expect(limiter.drain()).toHaveLength(2);
  expect(limiter.acquire(0, true)).toBeUndefined();
});

test.each([true, false])('only work that ignores pauses moves to a paused host: %s', (ignoresPause) => {
  const { pauses, start } = limiterWith([{ ...work(1), ignoresPause }]);
  pauses.pause('two', 1_000);
  expect(start()[0]?.moveTo('two', 999)).toBe(ignoresPause);
});

test('work that ignores pauses does not exceed the limit of its host', () => {
  const { start } = limiterWith(
    [1, 2].map((urgency) => ({ ...work(urgency), ignoresPause: true })),
    {
      perHost: 1,
    },
  );
  expect(orderOf(start())).toEqual(['one 1']);
});
