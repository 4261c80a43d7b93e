import { expect, test } from 'vitest';
import { DAY_MS, HOUR_MS, START, INTERVAL_MS } from '../handlers/deployment.ts';
import { isServed, published, stateOf, versionCount } from '../handlers/observations.ts';
import { deployWithTls } from './tls.ts';

// Incident 20
test.each([
  { lifetime: '1 h', lifetimeMs: HOUR_MS, fraction: 0.5 },
  { lifetime: '2 h', lifetimeMs: 2 * HOUR_MS, fraction: 0.5 },
  { lifetime: '24 h', lifetimeMs: DAY_MS, fraction: 0.5 },
  { lifetime: '24 h', lifetimeMs: DAY_MS, fraction: 0.75 },
  { lifetime: '24 h', lifetimeMs: DAY_MS, fraction: 0.25 },
  { lifetime: '72 h', lifetimeMs: 3 * DAY_MS, fraction: 0.5 },
  { lifetime: '30 d', lifetimeMs: 30 * DAY_MS, fraction: 0.5 },
])(
  'an access token with a lifetime of $lifetime is rotated after $fraction of the lifetime, and not after half of that time',
  async ({ lifetimeMs, fraction }) => {
    const deployment = await deployWithTls({
      alation: { accessTokenLifetimeMs: lifetimeMs },
      settings: { renewalFraction: fraction },
    });
    await deployment.integrate('tableau', 2);
    await deployment.rotate();
    // The rotator spreads the replacement of first access tokens over time, so this test starts from the second access token.
    await deployment.rotate({ integration: 'tableau', force: true });
    const first = await published(deployment, 'tableau');

    await deployment.clock.advance((lifetimeMs * fraction) / 2 - INTERVAL_MS);
    await deployment.rotate();
    expect(await published(deployment, 'tableau')).toEqual(first);
    await deployment.clock.advance((lifetimeMs * fraction) / 2 + INTERVAL_MS);
    await deployment.rotate();

    const second = await published(deployment, 'tableau');
    // The rate limiter may delay the start by less than a second.
    expect(Math.trunc((Date.parse(second.issued_at) - START) / 1_000)).toBe((lifetimeMs * fraction) / 1_000);
    expect(await isServed(deployment, 'tableau')).toBe(true);
  },
);

// Incident 21
test('an access token has at least half of its lifetime left at any read', async () => {
  const deployment = await deployWithTls();
  await deployment.integrate('tableau', 2);
  await deployment.rotate();
  let least = Infinity;
  for (let sweep = 0; sweep < 2 * 96; sweep++) {
    await deployment.clock.advance(INTERVAL_MS);
    // Just before the sweep: the last moment when a consumer can read the old access token.
    least = Math.min(
      least,
      Date.parse((await published(deployment, 'tableau')).expires_at) - deployment.clock.now(),
    );
    await deployment.rotate();
  }
  expect(least).toBeGreaterThanOrEqual(12 * HOUR_MS);
});

// Incident 23
test('of 16 integrations onboarded in the same second, a sweep rotates at most a quarter', async () => {
  const deployment = await deployWithTls();
  const names = Array.from({ length: 16 }, (_, index) => `integration-${index}`);
  for (const name of names) await deployment.integrate(name, 1);
  await deployment.rotate();
  const perSweep: number[] = [];
  for (let sweep = 0; sweep < 48; sweep++) perSweep.push((await deployment.sweep()).outcomes.rotated);

  expect(perSweep.reduce((sum, count) => sum + count, 0)).toBe(names.length);
  expect(perSweep.filter((count) => count > 0).length).toBeGreaterThanOrEqual(8);
  expect(Math.max(...perSweep)).toBeLessThanOrEqual(names.length / 4);
});

test.each([0, 3, 6, 9, 11])(
  'with two credentials, an 11 h outage of the token endpoints that starts %i h after a rotation leaves the published access token active',
  async (phase) => {
    const deployment = await deployWithTls();
    await deployment.integrate('tableau', 2);
    await deployment.rotate();
    await deployment.clock.advance(phase * HOUR_MS);
    await deployment.rotate();
    const before = await published(deployment, 'tableau');

    deployment.alation.outage(true, { of: 'token-endpoints' });
    for (let half = 0; half < 22; half++) {
      await deployment.clock.advance(HOUR_MS / 2);
      await deployment.rotate();
      expect(await isServed(deployment, 'tableau')).toBe(true);
    }
    expect(await published(deployment, 'tableau')).toEqual(before);
    deployment.alation.outage(false);
    await deployment.sweep();
    await deployment.sweep();

    expect(await isServed(deployment, 'tableau')).toBe(true);
    expect(stateOf(deployment, 'tableau').backoff).toBeUndefined();
  },
);

test('the first sweep after Secrets Manager was unavailable for a day rotates every integration', async () => {
  const deployment = await deployWithTls();
  for (const name of ['tableau', 'power-bi', 'airflow']) await deployment.integrate(name, 2);
  await deployment.rotate();
  deployment.aws.faults.add({
    kind: 'error',
    service: 'secretsmanager',
    code: 'InternalServiceError',
    status: 500,
  });
  for (let sweep = 0; sweep < 4; sweep++) {
    await deployment.clock.advance(6 * HOUR_MS);
    await expect(deployment.rotate()).rejects.toThrow('ListSecrets of alation/ failed');
  }
  deployment.aws.faults.clear();

  await expect(deployment.rotate()).resolves.toMatchObject({ outcomes: { rotated: 3 } });
  expect(versionCount(deployment, 'airflow')).toBe(2);
});
