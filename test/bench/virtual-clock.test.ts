import { setTimeout as reallySleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { virtualClock } from '../../bench/handler/virtual-clock.ts';

test('an hour of waiting takes no time, and is there on the clock', async () => {
  const clock = virtualClock(1_000);
  await clock.run(clock.sleep(3_600_000));
  expect(clock.now()).toBe(3_601_000);
});

test('sleepers wake in the order of their time, and what they set going comes before the next one', async () => {
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

test('time stands still while something is under way outside', async () => {
  const clock = virtualClock(0);
  const seen: string[] = [];
  const outside = async () => {
    await clock.outside(reallySleep(50));
    seen.push(`outside at ${clock.now()}`);
  };
  const sleeper = async () => {
    await clock.sleep(1);
    seen.push(`sleeper at ${clock.now()}`);
  };
  await clock.run(Promise.all([sleeper(), outside()]));
  expect(seen).toEqual(['outside at 0', 'sleeper at 1']);
});

test('an error of the work comes out, and one of the outside too', async () => {
  const failing = async () => {
    await clock.sleep(5);
    throw new Error('the work');
  };
  const clock = virtualClock(0);
  await expect(clock.run(failing())).rejects.toThrow('the work');
  await expect(clock.run(clock.outside(Promise.reject(new Error('outside'))))).rejects.toThrow('outside');
});
