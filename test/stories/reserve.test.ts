import { expect, test } from 'vitest';
import { story } from './story.ts';

test('a rejected credential of two causes a warning a week until the operator replaces it', async () => {
  const { add, storeCredentials, refreshToken, until, alerts, on, alation } = story();
  add('demo', 'bi');
  const [blue, green] = [refreshToken('blue', 100), refreshToken('green', 120)];
  storeCredentials('demo', [blue, green]);
  on(10, '09:00', () => alation.revoke(blue.refresh_token));
  on(31, '10:00', () => storeCredentials('demo', [refreshToken('blue', 100), green]));
  await until(75);
  expect(alerts()).toEqual([
    'day 12 08:00 warning: [WARNING] demo: credential "blue" rejected (prod eu-west-1)',
    'day 19 08:00 warning: [WARNING] demo: only "green" of 2 credentials works (prod eu-west-1)',
    'day 26 08:00 warning: [WARNING] demo: only "green" of 2 credentials works (prod eu-west-1)',
    'day 32 08:00 info: [INFO] demo: credentials accepted (prod eu-west-1)',
  ]);
});

test('the warner reports that a rejected credential of two works again', async () => {
  const { add, storeCredentials, refreshToken, until, alerts, on, alation } = story();
  add('demo', 'bi');
  const [blue, green] = [refreshToken('blue', 100), refreshToken('green', 120)];
  storeCredentials('demo', [blue, green]);
  on(10, '09:00', () => alation.suspend(blue.refresh_token, true));
  on(20, '09:00', () => alation.suspend(blue.refresh_token, false));
  await until(75);
  expect(alerts()).toEqual([
    'day 12 08:00 warning: [WARNING] demo: credential "blue" rejected (prod eu-west-1)',
    'day 19 08:00 warning: [WARNING] demo: only "green" of 2 credentials works (prod eu-west-1)',
    'day 21 08:00 info: [INFO] demo: credential "blue" works again (prod eu-west-1)',
  ]);
});

test('the removal of one credential of two causes no alert', async () => {
  const { add, storeCredentials, refreshToken, until, alerts, on } = story();
  add('demo', 'bi');
  const [blue, green] = [refreshToken('blue', 100), refreshToken('green', 120)];
  storeCredentials('demo', [blue, green]);
  on(10, '09:00', () => storeCredentials('demo', [green]));
  await until(75);
  expect(alerts()).toEqual([]);
});
