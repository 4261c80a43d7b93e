import { expect, test } from 'vitest';
import { hostPauses } from '../../../../functions/sweep/queue/host-pauses.ts';
import { waitingWork } from '../../../../functions/sweep/queue/waiting-work.ts';
import type { QueuedWork } from '../../../../functions/sweep/queue/waiting-work.ts';
import { movableClock } from '../../../support/movable-clock.ts';

const work = (urgency: number, host: string | undefined = 'one', failing = false): QueuedWork => ({
  urgency,
  host,
  failing,
});

function queue(lanes = { healthy: 3, failing: 1, perHost: 2 }) {
  const clock = movableClock(0);
  const pauses = hostPauses(clock);
  return { clock, pauses, waiting: waitingWork({ ...lanes, startsPerSecond: 1 }, pauses, clock) };
}

test('what waits is counted, and what runs is not', () => {
  const { waiting } = queue();
  for (const urgency of [1, 2, 3]) waiting.add(work(urgency));
  expect(waiting.size()).toBe(3);
  waiting.take();
  expect(waiting.size()).toBe(2);
  expect(waiting.drain().map(({ urgency }) => urgency)).toEqual([2, 3]);
  expect([waiting.size(), waiting.isReady(), waiting.take()]).toEqual([0, false, undefined]);
});

test('the more urgent goes first, whichever lane it is in', () => {
  const { waiting } = queue();
  const [healthy, failing, later] = [work(5), work(2, 'two', true), work(7, 'three')];
  for (const one of [later, healthy, failing]) waiting.add(one);
  expect([waiting.take(), waiting.take(), waiting.take()]).toEqual([failing, healthy, later]);
});

test('of two as urgent the healthy one goes first', () => {
  const { waiting } = queue();
  const [failing, healthy] = [work(1, 'one', true), work(1, 'two')];
  for (const one of [failing, healthy]) waiting.add(one);
  expect([waiting.take(), waiting.take()]).toEqual([healthy, failing]);
});

test('a place is free again when its work is finished, and not before', () => {
  const { waiting } = queue();
  for (const urgency of [1, 2, 3]) waiting.add(work(urgency));
  const [first] = [waiting.take(), waiting.take()];
  expect(waiting.isReady()).toBe(false);
  if (first !== undefined) waiting.finish(first);
  expect(waiting.take()?.urgency).toBe(3);
});

test('to finish what does not run frees no place', () => {
  const { waiting } = queue({ healthy: 10, failing: 1, perHost: 1 });
  const [first, second, third] = [work(1), work(2), work(3)];
  for (const one of [first, second, third]) waiting.add(one);
  waiting.take();
  waiting.finish(second);
  expect(waiting.isReady()).toBe(false);
  waiting.finish(first);
  expect(waiting.take()).toBe(second);
  waiting.finish(first);
  expect(waiting.isReady()).toBe(false);
});

test('what does not run enters no host', () => {
  const { waiting } = queue({ healthy: 10, failing: 1, perHost: 1 });
  const idle = work(1);
  waiting.add(idle);
  expect(waiting.enter(idle, 'two')).toBe(false);
  const other = work(2, 'two');
  waiting.add(other);
  expect([waiting.take(), waiting.take()]).toEqual([idle, other]);
});

test('work that enters a host leaves its place where it was', () => {
  const { waiting } = queue({ healthy: 10, failing: 1, perHost: 1 });
  const wanderer = work(1);
  waiting.add(wanderer);
  waiting.add(work(2));
  waiting.take();
  expect(waiting.isReady()).toBe(false);
  expect(waiting.enter(wanderer, 'two')).toBe(true);
  expect(waiting.take()?.urgency).toBe(2);
  waiting.add(work(3, 'two'));
  expect(waiting.isReady()).toBe(false);
  waiting.finish(wanderer);
  expect(waiting.take()?.urgency).toBe(3);
});

test('work may enter the host where it is, even when that is full or paused by now', () => {
  const { waiting, pauses } = queue({ healthy: 10, failing: 1, perHost: 1 });
  const one = work(1);
  waiting.add(one);
  waiting.take();
  pauses.pause('one', 1_000);
  expect(waiting.enter(one, 'one')).toBe(true);
});

test('the first end of a pause that work waits for is told, and goes on then', () => {
  const { waiting, pauses, clock } = queue();
  pauses.pause('one', 3_000);
  pauses.pause('two', 2_000);
  expect(waiting.pauseEndsAt()).toBe(Infinity);
  waiting.add(work(1, 'one'));
  waiting.add(work(2, 'two'));
  expect([waiting.isReady(), waiting.pauseEndsAt()]).toEqual([false, 2_000]);
  clock.moveBy(2_000);
  expect(waiting.take()?.urgency).toBe(2);
  expect([waiting.isReady(), waiting.pauseEndsAt()]).toEqual([false, 3_000]);
  clock.moveBy(1_000);
  expect(waiting.take()?.urgency).toBe(1);
});

test.each([1, 2])(
  'a pause that no work waits for is not told, at a host that may have %i at once',
  (perHost) => {
    const { waiting, pauses } = queue({ healthy: 10, failing: 1, perHost });
    const both = [work(0), work(0)];
    for (const one of both) waiting.add(one);
    for (const _ of both) {
      const taken = waiting.take();
      if (taken !== undefined) waiting.finish(taken);
    }
    pauses.pause('one', 1_000);
    expect([waiting.isReady(), waiting.pauseEndsAt()]).toEqual([false, Infinity]);
  },
);

test('a host that has as much as it may is not one that is paused', () => {
  const { waiting } = queue({ healthy: 10, failing: 1, perHost: 1 });
  for (const urgency of [3, 2, 1]) waiting.add(work(urgency));
  waiting.take();
  expect([waiting.isReady(), waiting.pauseEndsAt()]).toEqual([false, Infinity]);
});

test('hosts of the failing lane take turns, so that many pieces of work of one keep no other host out', () => {
  const { waiting } = queue({ healthy: 1, failing: 2, perHost: 2 });
  const hanging = [1, 2, 3, 4].map((urgency) => work(urgency, 'hangs', true));
  const recovering = work(9, 'answers', true);
  for (const one of [...hanging, recovering]) waiting.add(one);
  const [first, second] = [waiting.take(), waiting.take()];
  expect(new Set([first, second])).toEqual(new Set([hanging[0], recovering]));
  if (second !== undefined) waiting.finish(second);
  expect(waiting.take()).toBe(hanging[1]);
});

test('every host of the failing lane has its turn before any has another', () => {
  const { waiting } = queue({ healthy: 1, failing: 9, perHost: 3 });
  const hosts = ['one', 'two', 'three'];
  for (const [at, host] of hosts.entries()) {
    for (const urgency of [1, 2, 3]) waiting.add(work(10 * at + urgency, host, true));
  }
  const taken = Array.from({ length: 9 }, () => waiting.take()?.host);
  expect(taken).toEqual([...hosts, ...hosts, ...hosts]);
});

test('more urgent work that comes later brings a failing host no further turn', () => {
  const { waiting } = queue({ healthy: 1, failing: 3, perHost: 3 });
  const [early, urgent, other] = [work(5, 'one', true), work(1, 'one', true), work(9, 'two', true)];
  for (const one of [early, urgent, other]) waiting.add(one);
  expect([waiting.take(), waiting.take(), waiting.take()]).toEqual([urgent, other, early]);
});

test('in the lane of the healthy the more urgent goes first, however many turns its host has had', () => {
  const { waiting } = queue({ healthy: 3, failing: 1, perHost: 3 });
  const urgent = [1, 2, 3].map((urgency) => work(urgency, 'many'));
  for (const one of [work(9, 'few'), ...urgent]) waiting.add(one);
  expect([waiting.take(), waiting.take(), waiting.take()]).toEqual(urgent);
});
