import { expect, test } from 'vitest';
import { RotationError } from '../../functions/integration/rotation-error.ts';
import { story } from './story.ts';

const outage = ({ operation }: { operation: string }) => {
  if (['mint', 'verify', 'inspect'].includes(operation))
    throw new RotationError('AlationUnavailable', 'injected');
};

test('a failing rotation causes a warning, and in the last third of the lifetime a critical alert a day', async () => {
  const { add, storeCredentials, refreshToken, until, alerts, on, breakCalls } = story();
  add('sales', 'bi');
  storeCredentials('sales', [refreshToken('blue', 80), refreshToken('green', 90)]);
  on(10, '02:00', () => breakCalls(outage));
  on(13, '14:00', () => breakCalls(undefined));
  await until(75);
  expect(alerts()).toEqual([
    'day 10 08:00 warning: [WARNING] sales: rotation failing for 1 h (prod eu-west-1)',
    'day 10 09:45 critical: [CRITICAL] sales: rotation failing for 3 h (prod eu-west-1)',
    'day 11 08:00 critical: [CRITICAL] sales: rotation failing for 25 h (prod eu-west-1)',
    'day 12 08:00 critical: [CRITICAL] sales: rotation failing for 2 days (prod eu-west-1)',
    'day 13 08:00 critical: [CRITICAL] sales: rotation failing for 3 days (prod eu-west-1)',
    'day 13 14:00 info: [INFO] sales: rotation works again (prod eu-west-1)',
    'day 65 08:00 warning: [WARNING] sales: refresh token "blue" expires in 14 days (prod eu-west-1)',
    'day 72 08:00 warning: [WARNING] sales: refresh token "blue" expires in 7 days (prod eu-west-1)',
  ]);
});

test('outages of 3 hours cause no alert while more than a third of the lifetime is left', async () => {
  const { add, storeCredentials, refreshToken, until, alerts, on, breakCalls } = story();
  add('demo', 'bi');
  storeCredentials('demo', [refreshToken('blue', 80), refreshToken('green', 90)]);
  for (let day = 10; day < 20; day++) {
    on(day, '09:00', () => breakCalls(outage));
    on(day, '12:00', () => breakCalls(undefined));
  }
  await until(75);
  expect(alerts()).toEqual([
    'day 65 08:00 warning: [WARNING] demo: refresh token "blue" expires in 14 days (prod eu-west-1)',
    'day 72 08:00 warning: [WARNING] demo: refresh token "blue" expires in 7 days (prod eu-west-1)',
  ]);
});

test('rejected credentials cause a critical alert immediately, and one a day until they are replaced', async () => {
  const { add, storeCredentials, refreshToken, until, alerts, on, alation } = story();
  add('demo', 'bi');
  const blue = refreshToken('blue', 80);
  storeCredentials('demo', [blue]);
  on(10, '09:00', () => alation.revoke(blue.refresh_token));
  on(14, '10:00', () => storeCredentials('demo', [refreshToken('blue', 80)]));
  await until(75);
  expect(alerts()).toEqual([
    'day 10 15:30 critical: [CRITICAL] demo: all credentials rejected just now (prod eu-west-1)',
    'day 11 08:00 critical: [CRITICAL] demo: all credentials rejected 16 h ago (prod eu-west-1)',
    'day 12 08:00 critical: [CRITICAL] demo: all credentials rejected 40 h ago (prod eu-west-1)',
    'day 13 08:00 critical: [CRITICAL] demo: all credentials rejected 2 days ago (prod eu-west-1)',
    'day 14 08:00 critical: [CRITICAL] demo: all credentials rejected 3 days ago (prod eu-west-1)',
    'day 14 10:00 info: [INFO] demo: rotation works again, and 1 more (prod eu-west-1)',
  ]);
});
