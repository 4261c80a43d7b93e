import { expect, test } from 'vitest';
import { createSchedule } from '../../../local/serve/schedule.ts';
import { MINUTE_MS, HOUR_MS } from '../../../functions/time.ts';

const MIDNIGHT = Date.UTC(2027, 0, 1);

/** The runs until `until`, with their hours since midnight of the first day. */
function runsBetween(deployedAt: number, until: number): [string, number][] {
  const schedule = createSchedule(deployedAt);
  const all: [string, number][] = [];
  for (let at = schedule.nextAt(); at <= until; at = schedule.nextAt()) {
    for (const name of schedule.takeDue(at)) all.push([name, (at - MIDNIGHT) / HOUR_MS]);
  }
  return all;
}

test('the rotator runs every 15 minutes after the deployment', () => {
  expect(runsBetween(MIDNIGHT + 5 * MINUTE_MS, MIDNIGHT + 40 * MINUTE_MS)).toEqual([
    ['rotator', 20 / 60],
    ['rotator', 35 / 60],
  ]);
});

test.each([
  ['before 08:00 UTC runs at 08:00 UTC from the same day on', 7, [8, 32]],
  ['at 08:00 UTC runs at 08:00 UTC from the next day on', 8, [32]],
  ['after 08:00 UTC runs at 08:00 UTC from the next day on', 9, [32]],
])('a warner that was deployed %s', (_, hour, runs) => {
  const all = runsBetween(MIDNIGHT + hour * HOUR_MS, MIDNIGHT + 47 * HOUR_MS);
  expect(all.filter(([name]) => name === 'warner').map(([, at]) => at)).toEqual(runs);
});

test('after the machine slept, each function is due once, and then at its usual times', () => {
  const schedule = createSchedule(MIDNIGHT);
  const later = MIDNIGHT + 50 * HOUR_MS + MINUTE_MS;
  expect(schedule.takeDue(later)).toEqual(['rotator', 'warner']);
  expect(schedule.takeDue(later)).toEqual([]);
  expect(schedule.nextAt()).toBe(MIDNIGHT + 50.25 * HOUR_MS);
});
