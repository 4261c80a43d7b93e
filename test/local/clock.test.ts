import { expect, test } from 'vitest';
import { movableClock, systemClock } from '../../local/clock.ts';

test('sleeps end in the order of their times, and when a sleep ends, `now` returns the end of the sleep', async () => {
  const clock = movableClock(1_000);
  const woken: [string, number][] = [];
  const sleep = async (name: string, ms: number) => {
    await clock.sleep(ms);
    woken.push([name, clock.now()]);
  };
  const all = [sleep('late', 300), sleep('early', 100), sleep('same time', 100)];
  await clock.advance(99);
  expect(woken).toEqual([]);
  await clock.advance(1_000);
  await Promise.all(all);
  expect(woken).toEqual([
    ['early', 1_100],
    ['same time', 1_100],
    ['late', 1_300],
  ]);
  expect(clock.now()).toBe(2_099);
});

test('code after a sleep runs before the clock moves further', async () => {
  const clock = movableClock(0);
  const woken: number[] = [];
  const ticking = (async () => {
    for (let tick = 0; tick < 3; tick += 1) {
      await clock.sleep(10);
      woken.push(clock.now());
    }
  })();
  await clock.advance(100);
  await ticking;
  expect(woken).toEqual([10, 20, 30]);
});

test('the clock refuses to move back', async () => {
  const clock = movableClock(1_000);
  await expect(clock.set(999)).rejects.toThrow(RangeError);
  await expect(clock.advance(Number.NaN)).rejects.toThrow(RangeError);
  expect(clock.now()).toBe(1_000);
});

test('a sleep of 0 ms or less ends immediately', async () => {
  const clock = movableClock(0);
  await clock.sleep(0);
  await clock.sleep(-1);
  expect(clock.now()).toBe(0);
});

test.each([
  ['movable', movableClock(0)],
  ['system', systemClock],
])('an aborted sleep on the %s clock rejects with the reason', async (_name, clock) => {
  const reason = new Error('enough');
  const controller = new AbortController();
  const sleeping = clock.sleep(60_000, controller.signal);
  controller.abort(reason);
  await expect(sleeping).rejects.toBe(reason);
  await expect(clock.sleep(60_000, controller.signal)).rejects.toBe(reason);
});

test('an aborted sleep does not resolve later', async () => {
  const clock = movableClock(0);
  const controller = new AbortController();
  const outcome = clock.sleep(10, controller.signal).then(
    () => 'woke',
    () => 'aborted',
  );
  controller.abort();
  await clock.advance(100);
  expect(await outcome).toBe('aborted');
});
