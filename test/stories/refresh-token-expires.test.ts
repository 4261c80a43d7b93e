import { expect, test } from 'vitest';
import { Tag } from '../../functions/contract.ts';
import { story } from './story.ts';

/** The daily mails from `firstDay` to day 74. On `firstDay` the refresh token expired `daysAgo` days ago. */
const expiredDaily = (firstDay: number, daysAgo: number, more = '') =>
  Array.from(
    { length: 75 - firstDay },
    (_, index) =>
      `day ${firstDay + index} 08:00 critical: [CRITICAL] demo: last refresh token expired ${daysAgo + index} days ago${more} (prod eu-west-1)`,
  );

test('the only refresh token causes an alert at each stage, and after its expiry a critical alert a day', async () => {
  const { add, storeCredentials, refreshToken, until, alerts, on } = story();
  add('demo', 'bi');
  on(0, '08:33', () => storeCredentials('demo', [refreshToken('default')]));
  await until(75);
  expect(alerts()).toEqual([
    'day 46 08:00 warning: [WARNING] demo: last refresh token expires in 14 days (prod eu-west-1)',
    'day 53 08:00 warning: [WARNING] demo: last refresh token expires in 7 days (prod eu-west-1)',
    'day 57 08:00 critical: [CRITICAL] demo: last refresh token expires in 3 days (prod eu-west-1)',
    'day 59 08:00 critical: [CRITICAL] demo: last refresh token expires in 24 h (prod eu-west-1)',
    'day 60 08:45 critical: [CRITICAL] demo: last refresh token expired 12 min ago (prod eu-west-1)',
    'day 61 08:00 critical: [CRITICAL] demo: last refresh token expired 23 h ago (prod eu-west-1)',
    'day 62 08:00 critical: [CRITICAL] demo: last refresh token expired 47 h ago (prod eu-west-1)',
    'day 63 08:00 critical: [CRITICAL] demo: last refresh token expired 71 h ago (prod eu-west-1)',
    ...expiredDaily(64, 3),
  ]);
});

test('after the expiry of one of two refresh tokens, a warning a week says that only the other refresh token works', async () => {
  const { add, storeCredentials, refreshToken, until, alerts } = story();
  add('demo', 'bi');
  storeCredentials('demo', [refreshToken('blue', 30), refreshToken('green', 60)]);
  await until(75);
  expect(alerts()).toEqual([
    'day 15 08:00 warning: [WARNING] demo: refresh token "blue" expires in 14 days (prod eu-west-1)',
    'day 22 08:00 warning: [WARNING] demo: refresh token "blue" expires in 7 days (prod eu-west-1)',
    'day 26 08:00 warning: [WARNING] demo: refresh token "blue" expires in 3 days (prod eu-west-1)',
    'day 28 08:00 warning: [WARNING] demo: refresh token "blue" expires in 40 h (prod eu-west-1)',
    'day 30 00:00 warning: [WARNING] demo: refresh token "blue" expired just now (prod eu-west-1)',
    'day 37 08:00 warning: [WARNING] demo: only "green" of 2 credentials works (prod eu-west-1)',
    'day 44 08:00 warning: [WARNING] demo: only "green" of 2 credentials works (prod eu-west-1)',
    'day 45 08:00 warning: [WARNING] demo: last refresh token expires in 14 days (prod eu-west-1)',
    'day 51 08:00 warning: [WARNING] demo: only "green" of 2 credentials works (prod eu-west-1)',
    'day 52 08:00 warning: [WARNING] demo: last refresh token expires in 7 days (prod eu-west-1)',
    'day 56 08:00 critical: [CRITICAL] demo: last refresh token expires in 3 days (prod eu-west-1)',
    'day 58 08:00 critical: [CRITICAL] demo: last refresh token expires in 40 h (prod eu-west-1)',
    'day 58 08:00 warning: [WARNING] demo: only "green" of 2 credentials works (prod eu-west-1)',
    'day 60 00:00 critical: [CRITICAL] demo: last refresh token expired just now, and 1 more (prod eu-west-1)',
    'day 61 08:00 critical: [CRITICAL] demo: last refresh token expired 32 h ago, and 1 more (prod eu-west-1)',
    'day 62 08:00 critical: [CRITICAL] demo: last refresh token expired 56 h ago, and 1 more (prod eu-west-1)',
    ...expiredDaily(63, 3, ', and 1 more'),
  ]);
});

test('an owner who replaces a refresh token after the 7-day warning gets no further alert', async () => {
  const { add, storeCredentials, refreshToken, until, alerts, on } = story();
  add('demo', 'bi');
  storeCredentials('demo', [refreshToken('default')]);
  on(54, '10:00', () => storeCredentials('demo', [refreshToken('default')]));
  await until(75);
  expect(alerts()).toEqual([
    'day 45 08:00 warning: [WARNING] demo: last refresh token expires in 14 days (prod eu-west-1)',
    'day 52 08:00 warning: [WARNING] demo: last refresh token expires in 7 days (prod eu-west-1)',
  ]);
});

test('a refresh token that is stored 9 days before its expiry causes one alert before the expiry if the only stage is 10 days', async () => {
  const { add, storeCredentials, refreshToken, until, alerts, on } = story({ warner: { warningDays: [10] } });
  add('demo', 'bi');
  on(1, '14:00', () => storeCredentials('demo', [refreshToken('default', 9)]));
  await until(75);
  expect(alerts()).toEqual([
    'day 2 08:00 warning: [WARNING] demo: last refresh token expires in 8 days (prod eu-west-1)',
    'day 10 14:00 critical: [CRITICAL] demo: last refresh token expired just now (prod eu-west-1)',
    'day 11 08:00 critical: [CRITICAL] demo: last refresh token expired 18 h ago (prod eu-west-1)',
    'day 12 08:00 critical: [CRITICAL] demo: last refresh token expired 42 h ago (prod eu-west-1)',
    'day 13 08:00 critical: [CRITICAL] demo: last refresh token expired 66 h ago (prod eu-west-1)',
    ...expiredDaily(14, 3),
  ]);
});

test('a refresh token that is stored 2 days before its expiry causes a critical alert immediately', async () => {
  const { add, storeCredentials, refreshToken, until, alerts, on } = story();
  add('demo', 'bi');
  on(1, '14:00', () => storeCredentials('demo', [refreshToken('default', 2)]));
  await until(75);
  expect(alerts()).toEqual([
    'day 1 14:00 critical: [CRITICAL] demo: last refresh token expires in 48 h (prod eu-west-1)',
    'day 3 14:00 critical: [CRITICAL] demo: last refresh token expired just now (prod eu-west-1)',
    'day 4 08:00 critical: [CRITICAL] demo: last refresh token expired 18 h ago (prod eu-west-1)',
    'day 5 08:00 critical: [CRITICAL] demo: last refresh token expired 42 h ago (prod eu-west-1)',
    'day 6 08:00 critical: [CRITICAL] demo: last refresh token expired 66 h ago (prod eu-west-1)',
    ...expiredDaily(7, 3),
  ]);
});

test('a stage whose notification state was lost is sent again with the same severity', async () => {
  const { add, storeCredentials, refreshToken, until, alerts, on, store } = story();
  add('demo', 'bi');
  storeCredentials('demo', [refreshToken('default')]);
  on(50, '12:00', () => {
    for (const tag of [Tag.said, Tag.reminded, `${Tag.warnedPrefix}1`]) store.setTag('demo', tag, '');
  });
  await until(75);
  expect(alerts()).toEqual([
    'day 45 08:00 warning: [WARNING] demo: last refresh token expires in 14 days (prod eu-west-1)',
    'day 51 08:00 warning: [WARNING] demo: last refresh token expires in 8 days (prod eu-west-1)',
    'day 52 08:00 warning: [WARNING] demo: last refresh token expires in 7 days (prod eu-west-1)',
    'day 56 08:00 critical: [CRITICAL] demo: last refresh token expires in 3 days (prod eu-west-1)',
    'day 58 08:00 critical: [CRITICAL] demo: last refresh token expires in 40 h (prod eu-west-1)',
    'day 60 00:00 critical: [CRITICAL] demo: last refresh token expired just now (prod eu-west-1)',
    'day 61 08:00 critical: [CRITICAL] demo: last refresh token expired 32 h ago (prod eu-west-1)',
    'day 62 08:00 critical: [CRITICAL] demo: last refresh token expired 56 h ago (prod eu-west-1)',
    ...expiredDaily(63, 3),
  ]);
});
