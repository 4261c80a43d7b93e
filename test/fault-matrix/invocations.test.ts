import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { DAY_MS, HOUR_MS, INTERVAL_MS } from '../handlers/deployment.ts';
import {
  isServed,
  isAccepted,
  logged,
  messagesOf,
  published,
  stateOf,
  versionCount,
} from '../handlers/observations.ts';
import { secondRotator } from './second-rotator.ts';
import { deployWithTls } from './tls.ts';

test('a scheduled event that is delivered five times mints once and writes once', async () => {
  const deployment = await deployWithTls();
  await deployment.integrate('tableau', 1);
  for (let delivery = 0; delivery < 5; delivery++) await deployment.rotate();

  expect(versionCount(deployment, 'tableau')).toBe(1);
  expect(deployment.alation.calls.count({ minted: true })).toBe(1);
});

// Incident 1
test.each([1, 2])(
  'after three concurrent rotators the published access token is active, with %i refresh token(s)',
  async (count) => {
    const deployment = await deployWithTls();
    await deployment.integrate('tableau', count);
    await deployment.rotate();
    await deployment.clock.advance(12 * HOUR_MS);

    const summaries = await Promise.all([
      deployment.rotate(),
      deployment.rotateBeside(),
      deployment.rotateBeside(),
    ]);
    await deployment.sweep();

    const rotated = summaries.reduce((sum, { outcomes }) => sum + outcomes.rotated, 0);
    expect(rotated).toBeGreaterThanOrEqual(1);
    expect(versionCount(deployment, 'tableau')).toBeLessThanOrEqual(2 + rotated);
    expect(await isServed(deployment, 'tableau')).toBe(true);
    expect(stateOf(deployment, 'tableau').status).toMatchObject({ state: 'fresh' });
  },
);

test('after concurrent rotators with the settings before and after a deployment, the published access token is active', async () => {
  const deployment = await deployWithTls();
  await deployment.integrate('tableau', 2);
  await deployment.rotate();
  await deployment.clock.advance(12 * HOUR_MS);

  const after = secondRotator(deployment, { settings: { renewalFraction: 0.25, writesPerSecond: 5 } });

  await Promise.all([deployment.rotate(), after()]);
  await deployment.sweep();

  expect(await isServed(deployment, 'tableau')).toBe(true);
  expect(versionCount(deployment, 'tableau')).toBeLessThanOrEqual(3);
});

// Incident 2
test('a rotator whose credential was replaced meanwhile does not replace the access token that another rotator published', async () => {
  const deployment = await deployWithTls();
  const { alation } = deployment;
  const [old] = await deployment.integrate('tableau', 1);
  await deployment.rotate();
  await deployment.clock.advance(12 * HOUR_MS);
  // The response to the old refresh token arrives after the token was revoked.
  alation.faults.add({ kind: 'delay', delayMs: 400, credentialId: old?.id, times: 1 });
  const slow = deployment.rotate();
  await new Promise((resolve) => setTimeout(resolve, 150));
  alation.revokeRefreshToken(old?.id ?? '');
  const { refreshToken, userId } = alation.createRefreshTokenInUi({ userId: 102, name: 'new' });
  await deployment.store('tableau', { base_url: alation.url, refresh_token: refreshToken, user_id: userId });
  await deployment.rotateBeside();
  const winner = await published(deployment, 'tableau');
  await slow;

  expect(await published(deployment, 'tableau')).toEqual(winner);
  await deployment.sweep();
  expect(await isServed(deployment, 'tableau')).toBe(true);
  expect(stateOf(deployment, 'tableau').status).toMatchObject({ state: 'fresh' });
});

// Incident 3
test('a failed write is reported as a failure, and within two sweeps after the fault the rotator publishes an access token', async () => {
  const deployment = await deployWithTls();
  await deployment.integrate('tableau', 1);
  const write = {
    service: 'secretsmanager',
    operation: 'PutSecretValue',
    matchSecretId: 'access-token',
  } as const;
  const restore = deployment.aws.faults.add({ ...write, kind: 'error', code: 'EncryptionFailure' });

  await expect(deployment.rotate()).resolves.toMatchObject({ outcomes: { rotated: 0, failed: 1 } });
  await deployment.deliverEvents();
  expect(messagesOf(deployment).at(-1)?.message).toContain('rotation has been failing');
  expect(logged(deployment, 'AccessTokenRotated')).toEqual([]);

  restore();
  await deployment.sweep();
  await deployment.sweep();
  expect(await isServed(deployment, 'tableau')).toBe(true);
});

test('a failed write of the tags after the publication causes no second mint', async () => {
  const deployment = await deployWithTls();
  await deployment.integrate('tableau', 1);
  const tags = { service: 'secretsmanager', operation: 'TagResource' } as const;
  deployment.aws.faults.add({ ...tags, kind: 'error', code: 'AccessDeniedException', times: 1 });

  await deployment.rotate();
  await deployment.sweep();

  expect(deployment.alation.calls.count({ minted: true })).toBe(1);
  expect(stateOf(deployment, 'tableau').status).toMatchObject({ state: 'fresh' });
});

test('every integration is rotated although one sweep has no time for all integrations', async () => {
  const deployment = await deployWithTls();
  const names = Array.from({ length: 12 }, (_, index) => `integration-${index}`);
  for (const name of names) await deployment.integrate(name, 1);
  deployment.alation.faults.add({
    kind: 'delay',
    delayMs: 8_000,
    clock: 'virtual',
    path: 'createAPIAccessToken',
  });

  const rotated: number[] = [];
  while (rotated.length < 12 && rotated.reduce((sum, count) => sum + count, 0) < names.length) {
    await deployment.clock.advance(INTERVAL_MS);
    rotated.push((await deployment.rotate({}, { remainingMs: 100_000 })).outcomes.rotated);
  }

  expect(rotated.length).toBeGreaterThan(1);
  for (const name of names) expect(versionCount(deployment, name)).toBe(1);
});

test.each([1, 11, 30, 24 * 20])(
  'after %i hours without a sweep, the next sweep gives every integration an active access token',
  async (hours) => {
    const deployment = await deployWithTls();
    for (const name of ['tableau', 'power-bi']) await deployment.integrate(name, 2);
    await deployment.rotate();
    const before = await published(deployment, 'tableau');

    await deployment.clock.advance(hours * HOUR_MS);
    expect(await isAccepted(before)).toBe(hours * HOUR_MS < DAY_MS);
    await deployment.rotate();

    for (const name of ['tableau', 'power-bi']) expect(await isServed(deployment, name)).toBe(true);
  },
);

test('no event of any form makes a sweep fail or rotate before a rotation is due', async () => {
  const deployment = await deployWithTls();
  await deployment.integrate('tableau', 1);
  await deployment.rotate();

  await fc.assert(
    fc.asyncProperty(fc.anything({ maxDepth: 3 }), async (event) => {
      await expect(deployment.rotate(event)).resolves.toMatchObject({ outcomes: { rotated: 0, failed: 0 } });
    }),
    { numRuns: 50, seed: 1 },
  );
  expect(versionCount(deployment, 'tableau')).toBe(1);
});

test('no event of any form makes the warner fail or repeat an alert', async () => {
  const deployment = await deployWithTls();
  await deployment.integrate('tableau', 1);
  await deployment.rotate();
  await deployment.clock.advance(47 * DAY_MS);
  await deployment.rotate();
  await deployment.warn();
  const sent = messagesOf(deployment).length;
  expect(sent).toBeGreaterThan(0);

  await fc.assert(
    fc.asyncProperty(fc.anything({ maxDepth: 3 }), async (event) => {
      await expect(deployment.warn(event)).resolves.toMatchObject({ alertsFailed: 0 });
    }),
    { numRuns: 50, seed: 1 },
  );
  expect(messagesOf(deployment)).toHaveLength(sent);
});

// Incident 25
test.each([
  ['the schedule', {}],
  ['an operator', { integration: 'tableau' }],
])('the alert about a failure is the same in a run that %s started', async (_, event) => {
  const deployment = await deployWithTls();
  const [issued] = await deployment.integrate('tableau', 1, 'bi-team');
  deployment.alation.revokeRefreshToken(issued?.id ?? '');

  await deployment.rotate(event);
  await deployment.deliverEvents();

  expect(messagesOf(deployment)).toMatchObject([
    { attributes: { severity: { value: 'critical' }, owner: { value: 'bi-team' } } },
  ]);
});
