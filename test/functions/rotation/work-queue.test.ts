import { expect, test } from 'vitest';
import { runQueue } from '../../../functions/rotation/work-queue.ts';
import type { QueuedWork } from '../../../functions/rotation/work-queue.ts';
import { movableClock } from '../../support/movable-clock.ts';

interface Work extends QueuedWork {
  readonly name: string;
  readonly takes: number;
}

const work = (name: string, host: string | undefined, takes = 100, troubled = false): Work => ({
  name,
  host,
  takes,
  troubled,
});
const many = (count: number, host: string | undefined, takes?: number, troubled?: boolean) =>
  Array.from({ length: count }, (_, index) => work(`${host}-${index}`, host, takes, troubled));

const lanes = { healthy: 10, troubled: 3, perHost: 4 };

async function run(queue: readonly Work[]) {
  const clock = movableClock(0);
  const running = new Set<Work>();
  const finished: Work[] = [];
  const started: string[] = [];
  const mostAtOnce = { all: 0, healthy: 0, troubled: 0 };
  const mostPerHost = new Map<string, number>();
  await runQueue(queue, lanes, async (one) => {
    started.push(one.name);
    running.add(one);
    const now = [...running];
    mostAtOnce.all = Math.max(mostAtOnce.all, now.length);
    mostAtOnce.healthy = Math.max(mostAtOnce.healthy, now.filter(({ troubled }) => !troubled).length);
    mostAtOnce.troubled = Math.max(mostAtOnce.troubled, now.filter(({ troubled }) => troubled).length);
    const sameHost = now.filter(({ host }) => host === one.host).length;
    if (one.host) mostPerHost.set(one.host, Math.max(mostPerHost.get(one.host) ?? 0, sameHost));
    await clock.sleep(one.takes);
    running.delete(one);
    finished.push(one);
  });
  return { started, finished, mostAtOnce, mostPerHost, endedAt: clock.now() };
}

test('everything is run once', async () => {
  const queue = [...many(30, 'one'), ...many(30, 'two', 50, true), ...many(30, undefined)];
  const { finished } = await run(queue);
  expect(new Set(finished)).toEqual(new Set(queue));
  expect(finished).toHaveLength(90);
});

test('one host sees no more at once than it may, in either lane', async () => {
  const { mostPerHost, mostAtOnce } = await run([
    ...many(40, 'one'),
    ...many(40, 'two'),
    ...many(9, 'three'),
  ]);
  expect([...mostPerHost.values()]).toEqual([4, 4, 4]);
  expect(mostAtOnce.healthy).toBe(10);
});

test('what has no host yet is bounded by its lane only', async () => {
  const { mostAtOnce } = await run([...many(40, undefined), ...many(40, undefined, 100, true)]);
  expect(mostAtOnce).toMatchObject({ healthy: 10, troubled: 3 });
});

test('a slow troubled lane does not hold up the healthy one', async () => {
  const queue = [...many(20, 'bad', 60_000, true), ...many(20, 'good', 100)];
  const { finished } = await run(queue);
  expect(finished.slice(0, 20).every(({ host }) => host === 'good')).toBe(true);
});

test('a slow host leaves the rest of its lane to the others', async () => {
  const queue = [...many(20, 'slow', 60_000), ...many(60, 'quick', 100)];
  const { finished } = await run(queue);
  expect(finished.slice(0, 60).every(({ host }) => host === 'quick')).toBe(true);
});

test('work of one host starts in the order of the queue', async () => {
  const queue = many(25, 'one');
  const { started } = await run(queue);
  expect(started).toEqual(queue.map(({ name }) => name));
});
