import { setTimeout as reallySleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { virtualClock } from '../../bench/handler/virtual-clock.ts';

test('an hour of sleep takes no real time, and the clock shows it', async () => {
  const clock = virtualClock(1_000);
  await clock.run(clock.sleep(3_600_000));
  expect(clock.now()).toBe(3_601_000);
});

test('sleepers wake in the order of their times, and each finishes its work before the next sleeper wakes', async () => {
  const clock = virtualClock(0);
  const seen: string[] = [];
  const wake = async (name: string, ms: number) => {
    await clock.sleep(ms);
    for (let step = 0; step < 20; step++) await Promise.resolve();
    seen.push(`${name} at ${clock.now()}`);
  };
  const chain = async () => {
    await wake('first', 10);
    await wake('again', 5);
  };
  await clock.run(Promise.all([wake('late', 20), chain(), wake('also late', 20)]));
  expect(seen).toEqual(['first at 10', 'again at 15', 'late at 20', 'also late at 20']);
});

test('no virtual time passes during external work', async () => {
  const clock = virtualClock(0);
  const seen: string[] = [];
  const external = async () => {
    await clock.external(reallySleep(50));
    seen.push(`external at ${clock.now()}`);
  };
  const sleeper = async () => {
    await clock.sleep(1);
    seen.push(`sleeper at ${clock.now()}`);
  };
  await clock.run(Promise.all([sleeper(), external()]));
  expect(seen).toEqual(['external at 0', 'sleeper at 1']);
});

test('the clock throws the errors of its work and of external work', async () => {
  const failing = async () => {
    await clock.sleep(5);
    throw new Error('the work');
  };
  const clock = virtualClock(0);
  await expect(clock.run(failing())).rejects.toThrow('the work');
  await expect(clock.run(clock.external(Promise.reject(new Error('external'))))).rejects.toThrow('external');
});
