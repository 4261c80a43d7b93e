import { expect, test } from 'vitest';
import { type Deployment, deploy, HOUR_MS, MINUTE_MS, INTERVAL_MS } from './deployment.ts';
import { failureCode, isServed, logged, published, stateOf } from './observations.ts';

/** Creates an integration whose rotation is due. */
async function due(refreshTokens = 1): Promise<Deployment> {
  const deployment = await deploy();
  await deployment.integrate('tableau', refreshTokens);
  await deployment.rotate();
  await deployment.clock.advance(12 * HOUR_MS);
  deployment.alation.calls.clear();
  return deployment;
}

const mintCalls = ({ alation }: Deployment) => alation.calls.count({ endpoint: 'createAPIAccessToken' });

/** Runs this many sweeps and returns the number of mint requests of each. */
async function mintCallsPerSweep(deployment: Deployment, sweeps: number): Promise<number[]> {
  const perSweep: number[] = [];
  while (perSweep.length < sweeps) {
    const before = mintCalls(deployment);
    await deployment.sweep();
    perSweep.push(mintCalls(deployment) - before);
  }
  return perSweep;
}

test('in an outage a sweep sends at most three mint requests, and about every second sweep sends none', async () => {
  const deployment = await due(2);
  const before = await published(deployment, 'tableau');
  deployment.alation.outage(true);

  const perSweep = await mintCallsPerSweep(deployment, 24);

  expect(Math.max(...perSweep)).toBe(3);
  expect(perSweep.filter((calls) => calls > 0).length / perSweep.length).toBeLessThan(0.6);
  expect(failureCode(deployment, 'tableau')).toBe('AlationUnavailable');
  expect(await published(deployment, 'tableau')).toEqual(before);
});

test('in an outage every sweep sends three mint requests while the published access token may be inactive', async () => {
  const deployment = await due(1);
  deployment.alation.outage(true);

  expect(await mintCallsPerSweep(deployment, 6)).toEqual([3, 3, 3, 3, 3, 3]);
});

test('an outage of the token endpoints affects no consumer, and rotation succeeds within two sweeps after the outage', async () => {
  const deployment = await due();
  deployment.alation.outage(true, { of: 'token-endpoints' });
  for (let sweep = 0; sweep < 40; sweep++) {
    await deployment.sweep();
    expect(await isServed(deployment, 'tableau')).toBe(true);
  }
  expect(stateOf(deployment, 'tableau').status).toMatchObject({ state: 'failing' });

  deployment.alation.outage(false);
  await deployment.sweep();
  await deployment.sweep();

  expect(stateOf(deployment, 'tableau')).toMatchObject({ status: { state: 'fresh' }, backoff: undefined });
  expect(logged(deployment, 'AccessTokenRotated').at(-1)).toMatchObject({ reason: 'NearingExpiry' });
});

test.each([
  { credentials: 2, states: ['retrying', 'retrying', 'retrying', 'failing'] },
  // With one credential each attempt may have revoked the published access token.
  { credentials: 1, states: ['retrying', 'failing', 'failing', 'failing'] },
])(
  'in an outage, an integration with $credentials credential(s) has these states after 1 to 4 failed attempts: $states',
  async (row) => {
    const deployment = await due(row.credentials);
    deployment.alation.outage(true);
    const states = new Map<number, unknown>();

    while (states.size < 4) {
      await deployment.sweep();
      const { backoff, status } = stateOf(deployment, 'tableau');
      states.set(backoff?.attempts ?? 0, status?.state);
    }

    expect([...states.values()]).toEqual(row.states);
  },
);

test.each(['seconds', 'http-date'] as const)('the rotator obeys Retry-After in %s', async (retryAfterAs) => {
  const deployment = await due();
  deployment.alation.faults.add({ kind: 'status', status: 429, retryAfter: 3_000, retryAfterAs, times: 1 });
  await deployment.rotate();
  expect(failureCode(deployment, 'tableau')).toBe('AlationThrottled');
  expect(mintCalls(deployment)).toBe(1);

  await deployment.sweepFor(45 * MINUTE_MS);
  expect(mintCalls(deployment)).toBe(1);
  await deployment.sweepFor(2 * INTERVAL_MS);

  expect(mintCalls(deployment)).toBe(2);
  expect(stateOf(deployment, 'tableau').status).toMatchObject({ state: 'fresh' });
});

test('a rotation that an operator requests does not wait for the end of the backoff', async () => {
  const deployment = await due();
  deployment.alation.outage(true);
  await deployment.rotate();
  await deployment.sweep();
  deployment.alation.outage(false);

  await expect(deployment.rotate({ integration: 'tableau' })).resolves.toMatchObject({
    outcomes: { rotated: 1 },
  });
});

test.each([
  // The attempt of bi-0, which Alation throttles, is in the last sweep before the expiry.
  { minutes: 30, unserved: ['bi-0'] },
  { minutes: 46, unserved: [] },
])(
  'the rotator tries to replace each access token before its expiry, although Retry-After is an hour: lifetime $minutes minutes',
  async ({ minutes, unserved }) => {
    const deployment = await deploy({ alation: { accessTokenLifetimeMs: minutes * MINUTE_MS } });
    const integrations = Array.from({ length: 12 }, (_, index) => `bi-${index}`);
    for (const integration of integrations) await deployment.integrate(integration, 2);
    await deployment.rotate();
    // Alation throttles the first rotation. Alation answers every later request, but its Retry-After lasts for an hour.
    deployment.alation.faults.add({ kind: 'status', status: 429, retryAfter: 3_600, times: 1 });

    const unservedNames = new Set<string>();
    for (let sweep = 0; sweep < 4; sweep++) {
      await deployment.sweep();
      for (const name of integrations) if (!(await isServed(deployment, name))) unservedNames.add(name);
    }

    expect([...unservedNames]).toEqual(unserved);
    expect(logged(deployment, 'RotationFailed')).toMatchObject([{ code: 'AlationThrottled' }]);
    await deployment.sweepFor(HOUR_MS);
    for (const name of integrations) expect(await isServed(deployment, name)).toBe(true);
  },
);
