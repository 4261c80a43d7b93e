import { expect, test } from 'vitest';
import { story } from './story.ts';
import type { Story } from './story.ts';

/** Revokes the access tokens of a refresh token every two hours for 48 hours from day 10 on, as mints of another program do. */
function mintElsewhere({ on, alation }: Story, refreshToken: string): void {
  for (let hours = 0; hours < 48; hours += 2) {
    const time = `${String(hours % 24).padStart(2, '0')}:40`;
    on(10 + Math.floor(hours / 24), time, () => alation.revokeAccessTokens(refreshToken));
  }
}

test('another program that mints from the only refresh token for two days causes one critical alert a day', async () => {
  const simulated = story();
  simulated.add('demo', 'bi');
  const only = simulated.refreshToken('blue', 400);
  simulated.storeCredentials('demo', [only]);
  mintElsewhere(simulated, only.refresh_token);
  await simulated.until(75);
  expect(simulated.alerts()).toEqual([
    'day 10 03:15 critical: [CRITICAL] demo: another program or person mints from a credential (prod eu-west-1)',
    'day 11 08:00 critical: [CRITICAL] demo: another program or person mints from a credential (prod eu-west-1)',
    'day 12 08:00 critical: [CRITICAL] demo: another program or person mints from a credential (prod eu-west-1)',
    'day 13 01:15 info: [INFO] demo: no other program or person mints any more (prod eu-west-1)',
  ]);
});

test('another program that mints from one of two refresh tokens for two days causes one warning a day', async () => {
  const simulated = story();
  simulated.add('demo', 'bi');
  const [blue, green] = [simulated.refreshToken('blue', 400), simulated.refreshToken('green', 400)];
  simulated.storeCredentials('demo', [blue, green]);
  mintElsewhere(simulated, blue.refresh_token);
  await simulated.until(75);
  expect(simulated.alerts()).toEqual([
    'day 11 01:15 warning: [WARNING] demo: another program or person mints from a credential (prod eu-west-1)',
    'day 12 08:00 warning: [WARNING] demo: another program or person mints from a credential (prod eu-west-1)',
    'day 13 08:00 info: [INFO] demo: no other program or person mints any more (prod eu-west-1)',
  ]);
});

test('a refresh token that two integrations share for twenty days causes one warning a day', async () => {
  const simulated = story();
  for (const name of ['demo', 'loader']) simulated.add(name, 'bi');
  const shared = simulated.refreshToken('blue', 400);
  const spare = simulated.refreshToken('green', 400);
  simulated.storeCredentials('demo', [shared, spare]);
  simulated.on(10, '10:00', () =>
    simulated.storeCredentials('loader', [shared, simulated.refreshToken('red', 400)]),
  );
  simulated.on(30, '10:00', () =>
    simulated.storeCredentials('loader', [
      simulated.refreshToken('white', 400),
      simulated.refreshToken('red', 400),
    ]),
  );
  await simulated.until(75);
  expect(simulated.alerts()).toEqual([
    'day 10 10:15 warning: [WARNING] demo: loader uses the same credential (prod eu-west-1)',
    'day 10 10:15 warning: [WARNING] loader: demo uses the same credential (prod eu-west-1)',
    ...Array.from(
      { length: 20 },
      (_, index) =>
        `day ${11 + index} 08:00 warning: [WARNING] demo: loader uses the same credential, and 1 more (prod eu-west-1)`,
    ),
    'day 31 08:00 info: [INFO] demo: no other program or person mints any more, and 1 more (prod eu-west-1)',
  ]);
});
