import { expect, test } from 'vitest';
import { serviceLevel } from '../../../functions/rotation/service-level.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, NOW } from './state-fixture.ts';

const policy = { intervalMs: 15 * MINUTE_MS };
const withLeft = (leftMs: number) => ({ issuedAt: NOW + leftMs - DAY_MS, expiresAt: NOW + leftMs });

test.each([
  { sentence: 'more than a third of 24 h is left', leftMs: 8 * HOUR_MS + 1, level: 'ok' },
  { sentence: 'a third of 24 h is left', leftMs: 8 * HOUR_MS, level: 'low' },
  { sentence: 'more than three intervals are left', leftMs: 45 * MINUTE_MS + 1, level: 'low' },
  { sentence: 'three intervals are left', leftMs: 45 * MINUTE_MS, level: 'lost' },
  { sentence: 'the access token is expired', leftMs: -1, level: 'lost' },
])('while $sentence the service level is $level', ({ leftMs, level }) => {
  expect(serviceLevel(withLeft(leftMs), false, NOW, policy)).toBe(level);
});

test('the level is lost if the access token may be inactive, or if none is published', () => {
  expect(serviceLevel(withLeft(DAY_MS), true, NOW, policy)).toBe('lost');
  expect(serviceLevel(undefined, false, NOW, policy)).toBe('lost');
});
