import { expect, test } from 'vitest';
import { DetailType } from '../../functions/contract.ts';
import { credentialsOf, DAY_MS, type Deployment, deploy, HOUR_MS, START } from './deployment.ts';
import { eventsOf, isServed, logged, published, stateOf } from './observations.ts';

const iso = (ms: number) => new Date(ms).toISOString();

const typesOf = (deployment: Deployment) => eventsOf(deployment).map((event) => event['detail-type']);

test('a rotation sends an event with the VersionId that consumers will read', async () => {
  const deployment = await deploy();
  await deployment.integrate('tableau', 1, 'bi-team');
  await deployment.rotate();

  const [rotated, ...others] = eventsOf(deployment, DetailType.rotated);
  expect(others).toEqual([]);
  expect(rotated).toMatchObject({
    version: '0',
    source: 'alation.token-rotator',
    'detail-type': 'Access Token Rotated',
    time: '2026-11-24T08:00:00Z',
  });
  expect(rotated?.detail).toEqual({
    version: '1',
    integration: 'tableau',
    owner: 'bi-team',
    reason: 'NeverIssued',
    credential: 'default',
    versionId: (await published(deployment, 'tableau')).versionId,
    issuedAt: iso(START),
    expiresAt: iso(START + DAY_MS),
    verified: true,
  });
});

test('the rotator sends an event with the expiries of accepted credentials', async () => {
  const deployment = await deploy();
  await deployment.integrate('tableau', 2, 'bi-team');
  await deployment.rotate();

  const credential = { kind: 'refresh-token', expiresAt: iso(START + 60 * DAY_MS), expirySource: 'reported' };
  expect(eventsOf(deployment, DetailType.refreshTokenAccepted).map(({ detail }) => detail)).toEqual([
    {
      version: '1',
      integration: 'tableau',
      owner: 'bi-team',
      credentials: [
        { name: 'a', state: 'active', ...credential },
        { name: 'b', state: 'unchecked', ...credential },
      ],
    },
  ]);
});

// Incident 39
test('a rejection and the recovery from it cause one event each', async () => {
  const deployment = await deploy();
  const [issued] = await deployment.integrate('tableau', 1, 'bi-team');
  await deployment.rotate();
  deployment.alation.revokeRefreshToken(issued?.id ?? '');
  await deployment.clock.advance(12 * HOUR_MS);
  for (let sweep = 0; sweep < 4; sweep++) await deployment.sweep();
  const fresh = deployment.alation.createRefreshTokenInUi({ userId: 102, name: 'replacement' });
  await deployment.store('tableau', credentialsOf(deployment.alation.url, [fresh]));
  for (let sweep = 0; sweep < 4; sweep++) await deployment.sweep();

  expect(typesOf(deployment)).toEqual([
    DetailType.rotated,
    DetailType.refreshTokenAccepted,
    DetailType.rotationFailed,
    DetailType.rotated,
    DetailType.rotationRecovered,
    DetailType.refreshTokenAccepted,
  ]);
  const common = { version: '1', integration: 'tableau', owner: 'bi-team', code: 'CredentialRejected' };
  expect(eventsOf(deployment, DetailType.rotationFailed)[0]?.detail).toEqual({
    ...common,
    state: 'rejected',
  });
  expect(eventsOf(deployment, DetailType.rotationRecovered)[0]?.detail).toEqual(common);
});

test('a warning and an expiry cause one event each', async () => {
  const deployment = await deploy({ alation: { refreshTokenLifetimeMs: 8 * DAY_MS } });
  await deployment.integrate('tableau', 1, 'bi-team');
  await deployment.rotate();
  await deployment.warn();
  await deployment.clock.advance(DAY_MS);
  await deployment.warn();
  for (const days of [7, 1]) {
    await deployment.clock.advance(days * DAY_MS);
    await deployment.warn();
  }

  const detail = {
    version: '1',
    integration: 'tableau',
    owner: 'bi-team',
    credential: 'default',
    expiresAt: iso(START + 8 * DAY_MS),
    expirySource: 'reported',
  };
  expect(eventsOf(deployment, DetailType.refreshTokenExpiring).map((event) => event.detail)).toEqual([
    { ...detail, stage: 7, daysLeft: 8 },
  ]);
  expect(eventsOf(deployment, DetailType.refreshTokenExpired).map((event) => event.detail)).toEqual([detail]);
});

// Incident 36
test('sweeps without a change send no event', async () => {
  const deployment = await deploy();
  await deployment.integrate('tableau', 1);
  await deployment.rotate();
  const before = eventsOf(deployment).length;
  await deployment.sweepFor(6 * HOUR_MS);
  expect(eventsOf(deployment)).toHaveLength(before);
});

// Incident 39
test('the log reports an event that the bus refuses, and rotation continues', async () => {
  const deployment = await deploy();
  for (const name of ['tableau', 'power-bi']) await deployment.integrate(name, 1);
  deployment.aws.faults.add({
    kind: 'error',
    service: 'events',
    operation: 'PutEventsEntry',
    code: 'MalformedDetail',
    times: 1,
  });

  await expect(deployment.rotate()).resolves.toMatchObject({ outcomes: { rotated: 2, failed: 0 } });

  expect(logged(deployment, 'EventsRefused')).toMatchObject([{ refused: 1, of: 4 }]);
  expect(eventsOf(deployment)).toHaveLength(3);
});

// Incident 33
test('rotation continues if the event bus refuses every event, and the state is in the tags', async () => {
  const deployment = await deploy();
  await deployment.integrate('tableau', 1);
  deployment.aws.faults.add({
    kind: 'error',
    service: 'events',
    operation: 'PutEvents',
    code: 'AccessDeniedException',
  });

  await expect(deployment.rotate()).resolves.toMatchObject({ outcomes: { rotated: 1 } });

  expect(await isServed(deployment, 'tableau')).toBe(true);
  expect(stateOf(deployment, 'tableau').status).toMatchObject({ state: 'fresh' });
});
