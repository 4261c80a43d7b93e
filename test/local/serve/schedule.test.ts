import { expect, test } from 'vitest';
import { createSchedule } from '../../../local/serve/schedule.ts';
import { MINUTE_MS, HOUR_MS } from '../../../functions/time.ts';

const MIDNIGHT = Date.UTC(2027, 0, 1);

/** What is due on the way to `until`, and at what hour of the first day. */
function passing(deployedAt: number, until: number): [string, number][] {
  const schedule = createSchedule(deployedAt);
  const all: [string, number][] = [];
  for (let at = schedule.nextAt(); at <= until; at = schedule.nextAt()) {
    for (const what of schedule.takeDue(at)) all.push([what, (at - MIDNIGHT) / HOUR_MS]);
  }
  return all;
}

test('the rotator ticks every 15 minutes since the deployment', () => {
  expect(passing(MIDNIGHT + 5 * MINUTE_MS, MIDNIGHT + 40 * MINUTE_MS)).toEqual([
    ['tick', 20 / 60],
    ['tick', 35 / 60],
  ]);
});

test.each([
  ['before 08:00 UTC on the same day', 7, [8, 32]],
  ['at 08:00 UTC the next day', 8, [32]],
  ['after it the next day', 9, [32]],
])('the warner of a stack that was deployed %s runs', (_, hour, runs) => {
  const all = passing(MIDNIGHT + hour * HOUR_MS, MIDNIGHT + 47 * HOUR_MS);
  expect(all.filter(([what]) => what === 'warn').map(([, at]) => at)).toEqual(runs);
});

test('what a sleeping machine missed is due once, and then at its usual time', () => {
  const schedule = createSchedule(MIDNIGHT);
  const later = MIDNIGHT + 50 * HOUR_MS + MINUTE_MS;
  expect(schedule.takeDue(later)).toEqual(['tick', 'warn']);
  expect(schedule.takeDue(later)).toEqual([]);
  expect(schedule.nextAt()).toBe(MIDNIGHT + 50.25 * HOUR_MS);
});
