import { expect, test } from 'vitest';
import { story } from './story.ts';

test('one mail warns about two refresh tokens that expire on the same day, and says when to replace the first', async () => {
  const { add, storeCredentials, refreshToken, until, alerts, bodies, on } = story();
  add('demo', 'bi');
  on(0, '10:00', () => storeCredentials('demo', [refreshToken('blue'), refreshToken('green')]));
  await until(75);
  expect(alerts()).toEqual([
    'day 46 08:00 warning: [WARNING] demo: last refresh token expires in 14 days, and 1 more (prod eu-west-1)',
    'day 53 08:00 warning: [WARNING] demo: last refresh token expires in 7 days, and 1 more (prod eu-west-1)',
    'day 57 08:00 critical: [CRITICAL] demo: last refresh token expires in 3 days, and 1 more (prod eu-west-1)',
    'day 59 08:00 critical: [CRITICAL] demo: last refresh token expires in 26 h, and 1 more (prod eu-west-1)',
    'day 60 10:00 critical: [CRITICAL] demo: last refresh token expired just now, and 1 more (prod eu-west-1)',
    'day 61 08:00 critical: [CRITICAL] demo: last refresh token expired 22 h ago, and 1 more (prod eu-west-1)',
    'day 62 08:00 critical: [CRITICAL] demo: last refresh token expired 46 h ago, and 1 more (prod eu-west-1)',
    'day 63 08:00 critical: [CRITICAL] demo: last refresh token expired 70 h ago, and 1 more (prod eu-west-1)',
    'day 64 08:00 critical: [CRITICAL] demo: last refresh token expired 3 days ago, and 1 more (prod eu-west-1)',
    'day 65 08:00 critical: [CRITICAL] demo: last refresh token expired 4 days ago, and 1 more (prod eu-west-1)',
    'day 66 08:00 critical: [CRITICAL] demo: last refresh token expired 5 days ago, and 1 more (prod eu-west-1)',
    'day 67 08:00 critical: [CRITICAL] demo: last refresh token expired 6 days ago, and 1 more (prod eu-west-1)',
    'day 68 08:00 critical: [CRITICAL] demo: last refresh token expired 7 days ago, and 1 more (prod eu-west-1)',
    'day 69 08:00 critical: [CRITICAL] demo: last refresh token expired 8 days ago, and 1 more (prod eu-west-1)',
    'day 70 08:00 critical: [CRITICAL] demo: last refresh token expired 9 days ago, and 1 more (prod eu-west-1)',
    'day 71 08:00 critical: [CRITICAL] demo: last refresh token expired 10 days ago, and 1 more (prod eu-west-1)',
    'day 72 08:00 critical: [CRITICAL] demo: last refresh token expired 11 days ago, and 1 more (prod eu-west-1)',
    'day 73 08:00 critical: [CRITICAL] demo: last refresh token expired 12 days ago, and 1 more (prod eu-west-1)',
    'day 74 08:00 critical: [CRITICAL] demo: last refresh token expired 13 days ago, and 1 more (prod eu-west-1)',
  ]);
  expect(bodies()[0]).toContain(
    '"blue" and "green" expire within 7 days of each other. When all of them have expired, consumers get no new access token. Replace "blue" before 2026-03-02 10:00 UTC.',
  );
});
