import { expect, test } from 'vitest';
import { hostPauses } from '../../../../functions/rotation/queue/host-pauses.ts';
import { waitingWork } from '../../../../functions/rotation/queue/waiting-work.ts';
import type { QueuedWork } from '../../../../functions/rotation/queue/waiting-work.ts';
import { movableClock } from '../../../support/movable-clock.ts';

const work = (urgency: number, host: string | undefined = 'one', troubled = false): QueuedWork => ({
  urgency,
  host,
  troubled,
});

function queue(lanes = { healthy: 3, troubled: 1, perHost: 2 }) {
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
  const [healthy, troubled, later] = [work(5), work(2, 'two', true), work(7, 'three')];
  for (const one of [later, healthy, troubled]) waiting.add(one);
  expect([waiting.take(), waiting.take(), waiting.take()]).toEqual([troubled, healthy, later]);
});

test('a place is free again when its work is finished, and not before', () => {
  const { waiting } = queue();
  for (const urgency of [1, 2, 3]) waiting.add(work(urgency));
  const [first] = [waiting.take(), waiting.take()];
  expect(waiting.isReady()).toBe(false);
  if (first !== undefined) waiting.finish(first);
  expect(waiting.take()?.urgency).toBe(3);
});

test('work that enters a host leaves its place where it was', () => {
  const { waiting } = queue({ healthy: 10, troubled: 1, perHost: 1 });
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
  const { waiting, pauses } = queue({ healthy: 10, troubled: 1, perHost: 1 });
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

test('hosts of the troubled lane take turns, so that many pieces of work of one keep no other host out', () => {
  const { waiting } = queue({ healthy: 1, troubled: 2, perHost: 2 });
  const hanging = [1, 2, 3, 4].map((urgency) => work(urgency, 'hangs', true));
  const recovering = work(9, 'answers', true);
  for (const one of [...hanging, recovering]) waiting.add(one);
  const [first, second] = [waiting.take(), waiting.take()];
  expect(new Set([first, second])).toEqual(new Set([hanging[0], recovering]));
  if (second !== undefined) waiting.finish(second);
  expect(waiting.take()).toBe(hanging[1]);
});

test('in the lane of the healthy the more urgent goes first, however many turns its host has had', () => {
  const { waiting } = queue({ healthy: 3, troubled: 1, perHost: 3 });
  const urgent = [1, 2, 3].map((urgency) => work(urgency, 'many'));
  for (const one of [work(9, 'few'), ...urgent]) waiting.add(one);
  expect([waiting.take(), waiting.take(), waiting.take()]).toEqual(urgent);
});
