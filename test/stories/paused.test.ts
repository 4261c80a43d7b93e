import { expect, test } from 'vitest';
import { story } from './story.ts';

test('during a long pause the warner reports each stage of the refresh token, and the expired access token once a week', async () => {
  const { add, storeCredentials, refreshToken, until, alerts, on, pause, resume } = story();
  add('demo', 'bi');
  storeCredentials('demo', [refreshToken('default')]);
  on(10, '10:00', () => pause('demo'));
  on(72, '10:00', () => resume('demo'));
  await until(75);
  expect(alerts()).toEqual([
    'day 11 04:00 warning: [WARNING] demo: paused, access token expired just now (prod eu-west-1)',
    'day 18 08:00 warning: [WARNING] demo: paused, access token expired 7 days ago (prod eu-west-1)',
    'day 25 08:00 warning: [WARNING] demo: paused, access token expired 14 days ago (prod eu-west-1)',
    'day 32 08:00 warning: [WARNING] demo: paused, access token expired 21 days ago (prod eu-west-1)',
    'day 39 08:00 warning: [WARNING] demo: paused, access token expired 28 days ago (prod eu-west-1)',
    'day 45 08:00 warning: [WARNING] demo: paused, refresh token "default" expires in 14 days (prod eu-west-1)',
    'day 52 08:00 warning: [WARNING] demo: paused, refresh token "default" expires in 7 days (prod eu-west-1)',
    'day 56 08:00 warning: [WARNING] demo: paused, refresh token "default" expires in 3 days (prod eu-west-1)',
    'day 58 08:00 warning: [WARNING] demo: paused, refresh token "default" expires in 40 h (prod eu-west-1)',
    'day 60 00:00 warning: [WARNING] demo: paused, refresh token "default" expired just now (prod eu-west-1)',
    'day 67 08:00 warning: [WARNING] demo: paused, access token expired 56 days ago (prod eu-west-1)',
    'day 72 10:00 critical: [CRITICAL] demo: last refresh token expired 12 days ago (prod eu-west-1)',
    'day 73 08:00 critical: [CRITICAL] demo: last refresh token expired 13 days ago (prod eu-west-1)',
    'day 74 08:00 critical: [CRITICAL] demo: last refresh token expired 14 days ago (prod eu-west-1)',
  ]);
});

test('a pause of 6 hours causes no alert', async () => {
  const { add, storeCredentials, refreshToken, until, alerts, on, pause, resume } = story();
  add('demo', 'bi');
  storeCredentials('demo', [refreshToken('default', 90)]);
  on(10, '05:00', () => pause('demo'));
  on(10, '11:00', () => resume('demo'));
  await until(75);
  expect(alerts()).toEqual([]);
});
