import { expect, test } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS, START, TICK_MS } from '../handlers/deployment.ts';
import { isServed, logged, published, recordOf, versionCount } from '../handlers/look.ts';
import { deployWithTls } from './tls.ts';

// Incident 20
test.each([
  { life: '1 h', lifeMs: HOUR_MS, fraction: 0.5 },
  { life: '2 h', lifeMs: 2 * HOUR_MS, fraction: 0.5 },
  { life: '24 h', lifeMs: DAY_MS, fraction: 0.5 },
  { life: '24 h', lifeMs: DAY_MS, fraction: 0.75 },
  { life: '24 h', lifeMs: DAY_MS, fraction: 0.25 },
  { life: '72 h', lifeMs: 3 * DAY_MS, fraction: 0.5 },
  { life: '30 d', lifeMs: 30 * DAY_MS, fraction: 0.5 },
])(
  'an access token that lives $life is renewed when $fraction of it is over, and not when half of that is',
  async ({ lifeMs, fraction }) => {
    const deployment = await deployWithTls({
      alation: { accessTokenLifetimeMs: lifeMs },
      settings: { renewalFraction: fraction },
    });
    await deployment.integrate('tableau', 2);
    await deployment.rotate();
    // The very first access token is renewed at the integration's place in the period; this is the second one.
    await deployment.rotate({ integration: 'tableau' });
    const first = await published(deployment, 'tableau');

    await deployment.clock.advance((lifeMs * fraction) / 2 - TICK_MS);
    await deployment.rotate();
    expect(await published(deployment, 'tableau')).toEqual(first);
    await deployment.clock.advance((lifeMs * fraction) / 2 + TICK_MS);
    await deployment.rotate();

    const second = await published(deployment, 'tableau');
    expect(Date.parse(second.issued_at) - START).toBe(lifeMs * fraction);
    expect(await isServed(deployment, 'tableau')).toBe(true);
  },
);

// Incident 21
test('whoever reads an access token, at whatever moment, has at least half of its life before them', async () => {
  const deployment = await deployWithTls();
  await deployment.integrate('tableau', 2);
  await deployment.rotate();
  let least = Infinity;
  for (let tick = 0; tick < 2 * 96; tick++) {
    await deployment.clock.advance(TICK_MS);
    // Just before the tick: the latest that a consumer can read what it replaces.
    least = Math.min(
      least,
      Date.parse((await published(deployment, 'tableau')).expires_at) - deployment.clock.now(),
    );
    await deployment.rotate();
  }
  expect(least).toBeGreaterThanOrEqual(12 * HOUR_MS);
});

// Incident 23
test('integrations that were onboarded in the same second are renewed over all ticks of half a day', async () => {
  const deployment = await deployWithTls();
  const names = Array.from({ length: 16 }, (_, index) => `integration-${index}`);
  for (const name of names) await deployment.integrate(name, 1);
  await deployment.rotate();
  const perTick: number[] = [];
  for (let tick = 0; tick < 48; tick++) perTick.push((await deployment.tick()).outcomes.rotated);

  expect(perTick.reduce((sum, one) => sum + one, 0)).toBe(names.length);
  expect(perTick.filter((count) => count > 0).length).toBeGreaterThanOrEqual(8);
  expect(Math.max(...perTick)).toBeLessThanOrEqual(names.length / 4);
});

// Incident 24
test('an access token that died unseen is found by a probe within an hour and a tick, not at its next use', async () => {
  const deployment = await deployWithTls();
  const [issued] = await deployment.integrate('tableau', 1);
  await deployment.rotate();
  await deployment.ticksFor(2 * HOUR_MS);
  deployment.alation.revokeAccessTokensOf(issued?.id ?? '');
  expect(recordOf(deployment, 'tableau').status).toMatchObject({ state: 'fresh' });

  await deployment.ticksFor(75 * MINUTE_MS);

  expect(logged(deployment, 'AccessTokenRotated').at(-1)).toMatchObject({ reason: 'Dead' });
  expect(await isServed(deployment, 'tableau')).toBe(true);
});

test.each([0, 3, 6, 9, 11])(
  'with two credentials, eleven hours without the token endpoints that begin %i h after a rotation cost nobody a call',
  async (phase) => {
    const deployment = await deployWithTls();
    await deployment.integrate('tableau', 2);
    await deployment.rotate();
    await deployment.clock.advance(phase * HOUR_MS);
    await deployment.rotate();
    const held = await published(deployment, 'tableau');

    deployment.alation.outage(true, { of: 'token-endpoints' });
    for (let half = 0; half < 22; half++) {
      await deployment.clock.advance(HOUR_MS / 2);
      await deployment.rotate();
      expect(await isServed(deployment, 'tableau')).toBe(true);
    }
    expect(await published(deployment, 'tableau')).toEqual(held);
    deployment.alation.outage(false);
    await deployment.tick();
    await deployment.tick();

    expect(await isServed(deployment, 'tableau')).toBe(true);
    expect(recordOf(deployment, 'tableau').backoff).toBeUndefined();
  },
);

test('a Region that is away for a day is caught up with by the first tick that runs', async () => {
  const deployment = await deployWithTls();
  for (const name of ['tableau', 'power-bi', 'airflow']) await deployment.integrate(name, 2);
  await deployment.rotate();
  deployment.aws.faults.add({
    kind: 'error',
    service: 'secretsmanager',
    code: 'InternalServiceError',
    status: 500,
  });
  for (let tick = 0; tick < 4; tick++) {
    await deployment.clock.advance(6 * HOUR_MS);
    await expect(deployment.rotate()).rejects.toThrow('ListSecrets of alation/ failed');
  }
  deployment.aws.faults.clear();

  await expect(deployment.rotate()).resolves.toMatchObject({ outcomes: { rotated: 3 } });
  expect(versionCount(deployment, 'airflow')).toBe(2);
});
