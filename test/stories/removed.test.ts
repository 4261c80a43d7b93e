import { expect, test } from 'vitest';
import { story } from './story.ts';
import type { Entry, Story } from './story.ts';

/** An integration with three refresh tokens of 400 days, so that no alert is about an expiry. */
function withThree(): Story & { readonly entries: readonly Entry[] } {
  const simulated = story();
  simulated.add('demo', 'bi');
  const entries = ['blue', 'green', 'red'].map((name) => simulated.refreshToken(name, 400));
  simulated.storeCredentials('demo', entries);
  return { ...simulated, entries };
}

test('the removal of a valid credential causes no alert', async () => {
  const simulated = withThree();
  simulated.on(10, '10:00', () => simulated.storeCredentials('demo', simulated.entries.slice(0, 2)));
  await simulated.until(75);
  expect(simulated.alerts()).toEqual([]);
});

test('after the removal of a rejected credential the warner sends no further alert', async () => {
  const simulated = withThree();
  const [, , red] = simulated.entries;
  simulated.on(5, '10:00', () => simulated.alation.revoke(String(Reflect.get(red ?? {}, 'refresh_token'))));
  simulated.on(10, '10:00', () => simulated.storeCredentials('demo', simulated.entries.slice(0, 2)));
  await simulated.until(75);
  expect(simulated.alerts()).toEqual([
    'day 7 08:00 warning: [WARNING] demo: credential "red" rejected (prod eu-west-1)',
  ]);
});

test('a removal long after a replacement causes no second alert about accepted credentials', async () => {
  const simulated = withThree();
  const [blue, green, red] = simulated.entries;
  simulated.on(5, '10:00', () => simulated.alation.revoke(String(Reflect.get(blue ?? {}, 'refresh_token'))));
  let fresh: Entry | undefined;
  simulated.on(10, '10:00', () => {
    fresh = simulated.refreshToken('blue', 400);
    simulated.storeCredentials(
      'demo',
      [fresh, green, red].filter((one) => one !== undefined),
    );
  });
  simulated.on(30, '10:00', () =>
    simulated.storeCredentials(
      'demo',
      [fresh, green].filter((one) => one !== undefined),
    ),
  );
  await simulated.until(75);
  expect(simulated.alerts()).toEqual([
    'day 6 08:00 warning: [WARNING] demo: credential "blue" rejected (prod eu-west-1)',
    'day 11 08:00 info: [INFO] demo: credentials accepted (prod eu-west-1)',
  ]);
});
