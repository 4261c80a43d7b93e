import { TagResourceCommand } from '@aws-sdk/client-secrets-manager';
import { expect, test } from 'vitest';
import { Tag } from '../../functions/contract.ts';
import { credentialsSecret } from '../../local/installation/names.ts';
import { DAY_MS, type Deployment, deploy, HOUR_MS, INTERVAL_MS } from './deployment.ts';
import {
  eventsOf,
  failureCode,
  isServed,
  logged,
  messagesOf,
  published,
  stateOf,
  tagsOf,
} from './observations.ts';

/** A fault: Alation refuses a refresh token at this endpoint, with a 401 in Alation's own format. */
const refusing = (path: 'createAPIAccessToken' | 'validateRefreshToken') =>
  ({
    kind: 'status',
    status: 401,
    body: { detail: 'Refresh token provided is invalid.', code: '401000' },
    path,
  }) as const;
/** A fault: Alation refuses an OAuth client. For each mint the rotator authenticates a refused client in two forms. */
const refusingClient = {
  kind: 'status',
  status: 401,
  body: { error: 'invalid_client', error_description: 'Client credentials are incorrect', code: '401' },
  path: '/oauth/v2/token',
} as const;

const mints = ({ alation }: Deployment, credentialId?: string) =>
  alation.calls.count({ endpoint: 'createAPIAccessToken', ...(credentialId && { credentialId }) });
const inspections = ({ alation }: Deployment, credentialId?: string) =>
  alation.calls.count({ endpoint: 'validateRefreshToken', ...(credentialId && { credentialId }) });

/** Creates an integration whose rotation is due. */
async function due(refreshTokens: 1 | 2): Promise<{ deployment: Deployment; ids: readonly string[] }> {
  const deployment = await deploy();
  const issued = await deployment.integrate('tableau', refreshTokens);
  await deployment.rotate();
  await deployment.clock.advance(12 * HOUR_MS);
  deployment.alation.calls.clear();
  return { deployment, ids: issued.map(({ id }) => id) };
}

/** Creates an integration with an OAuth client, whose rotation is due. */
async function dueClient(): Promise<Deployment> {
  const deployment = await deploy();
  const { alation } = deployment;
  const { clientId, clientSecret } = alation.registerOAuthClient({
    name: 'loader',
    accessTokenDurationMs: DAY_MS,
  });
  await deployment.addIntegration('tableau');
  await deployment.store('tableau', {
    base_url: alation.url,
    client_id: clientId,
    client_secret: clientSecret,
  });
  await deployment.rotate();
  await deployment.clock.advance(12 * HOUR_MS);
  alation.calls.clear();
  return deployment;
}

test('if Alation reports a refresh token as active right after a 401, the rotation mints once more', async () => {
  const { deployment } = await due(1);
  const before = await published(deployment, 'tableau');
  deployment.alation.faults.add({ ...refusing('createAPIAccessToken'), times: 1 });

  await deployment.rotate();

  expect(await published(deployment, 'tableau')).not.toMatchObject({ versionId: before.versionId });
  expect(stateOf(deployment, 'tableau')).toMatchObject({
    status: { state: 'fresh' },
    credentials: [{ state: 'active' }],
  });
  expect(logged(deployment, 'RotationFailed')).toEqual([]);
  expect(mints(deployment)).toBe(2);
});

test('after a mint that ends with invalid_client, the rotator publishes the access token of a second mint', async () => {
  const deployment = await dueClient();
  deployment.alation.faults.add({ ...refusingClient, times: 2 });

  await deployment.rotate();

  expect(logged(deployment, 'AccessTokenRotated')).toHaveLength(2);
  expect(stateOf(deployment, 'tableau')).toMatchObject({
    status: { state: 'fresh' },
    credentials: [{ state: 'active' }],
  });
});

test.each([
  ['fails', { kind: 'status', status: 503, path: 'validateRefreshToken' }],
  ['reports the refresh token as active, but Alation refuses the next mint', undefined],
] as const)('a 401 does not count as a rejection if the confirmation %s', async (_, confirmation) => {
  const { deployment } = await due(1);
  const { faults } = deployment.alation;
  faults.add(refusing('createAPIAccessToken'));
  if (confirmation !== undefined) faults.add(confirmation);

  await deployment.rotate();

  expect(failureCode(deployment, 'tableau')).toBe('RejectionUnconfirmed');
  expect(stateOf(deployment, 'tableau')).toMatchObject({
    status: { state: 'retrying', code: 'RejectionUnconfirmed' },
    credentials: [{ state: 'active' }],
  });
  expect(mints(deployment)).toBeLessThanOrEqual(2);

  faults.clear();
  await deployment.sweep();
  expect(logged(deployment, 'AccessTokenRotated')).toHaveLength(2);
});

test('if consumers have no active access token and a 401 is not confirmed, the other credential mints in the same rotation', async () => {
  const { deployment, ids } = await due(2);
  await deployment.clock.advance(13 * HOUR_MS);
  deployment.alation.faults.add({ ...refusing('createAPIAccessToken'), credentialId: ids[1] });

  await deployment.rotate();

  expect(await isServed(deployment, 'tableau')).toBe(true);
  expect(stateOf(deployment, 'tableau').credentials).toMatchObject([{ state: 'active' }, { name: 'b' }]);
  expect(stateOf(deployment, 'tableau').credentials[1]?.state).not.toBe('rejected');
});

test('if the only credential is rejected, the rotator checks it once a day, and uses it within a day after Alation accepts it again', async () => {
  const { deployment } = await due(1);
  const { faults } = deployment.alation;
  faults.add(refusing('createAPIAccessToken'));
  faults.add(refusing('validateRefreshToken'));
  await deployment.rotate();
  expect(stateOf(deployment, 'tableau').status).toMatchObject({ state: 'rejected' });
  expect([mints(deployment), inspections(deployment)]).toEqual([1, 1]);

  await deployment.sweepFor(3 * DAY_MS);
  expect([mints(deployment), inspections(deployment)]).toEqual([1, 4]);
  expect(logged(deployment, 'RotationFailed')).toHaveLength(1);
  expect(eventsOf(deployment, 'Access Token Rotation Failed')).toHaveLength(1);

  faults.clear();
  await deployment.sweepFor(DAY_MS);
  expect(await isServed(deployment, 'tableau')).toBe(true);
  expect(stateOf(deployment, 'tableau')).toMatchObject({
    status: { state: 'fresh' },
    credentials: [{ state: 'active' }],
  });
  expect(logged(deployment, 'AccessTokenRotated')[1]).toMatchObject({ reason: 'AcceptedAgain' });
  expect(eventsOf(deployment, 'Access Token Rotation Recovered')).toHaveLength(1);
});

test('if the access token of a rejected credential is revoked, the rotator publishes a new access token within 25 hours after Alation accepts the credential again', async () => {
  const deployment = await deploy({ alation: { accessTokenLifetimeMs: 3 * DAY_MS } });
  const [issued] = await deployment.integrate('tableau', 1);
  await deployment.rotate();
  const { faults } = deployment.alation;
  faults.add(refusing('createAPIAccessToken'));
  faults.add(refusing('validateRefreshToken'));
  await deployment.clock.advance(HOUR_MS);
  await deployment.rotate({ integration: 'tableau', force: true });
  expect(stateOf(deployment, 'tableau').status).toMatchObject({ state: 'rejected' });

  deployment.alation.revokeAccessTokensOf(issued?.id ?? '');
  faults.clear();
  await deployment.sweepFor(DAY_MS + HOUR_MS);

  expect(await isServed(deployment, 'tableau')).toBe(true);
  expect(stateOf(deployment, 'tableau')).toMatchObject({
    status: { state: 'fresh' },
    credentials: [{ state: 'active' }],
  });
});

test('the rotator probes an active access token of a rejected credential each hour, and writes no tag', async () => {
  const deployment = await deploy({ alation: { accessTokenLifetimeMs: 3 * DAY_MS } });
  await deployment.integrate('tableau', 1);
  await deployment.rotate();
  deployment.alation.faults.add(refusing('createAPIAccessToken'));
  deployment.alation.faults.add(refusing('validateRefreshToken'));
  await deployment.clock.advance(HOUR_MS);
  await deployment.rotate({ integration: 'tableau', force: true });
  await deployment.sweepFor(HOUR_MS);
  deployment.alation.calls.clear();
  const writes = () => deployment.awsCalls.filter(({ operation }) => operation === 'TagResource').length;
  const before = writes();

  await deployment.sweepFor(DAY_MS);

  expect(deployment.alation.calls.count({ endpoint: 'validateAPIAccessToken' })).toBe(24);
  expect(writes()).toBe(before);
  expect(stateOf(deployment, 'tableau').status).toMatchObject({ state: 'rejected' });
});

test('requests, and rotations from another credential, cause no additional check of a rejected credential', async () => {
  const { deployment, ids } = await due(2);
  const [, second = ''] = ids;
  deployment.alation.faults.add({ ...refusing('createAPIAccessToken'), credentialId: second });
  deployment.alation.faults.add({ ...refusing('validateRefreshToken'), credentialId: second });
  await deployment.rotate();
  expect([mints(deployment, second), inspections(deployment, second)]).toEqual([1, 1]);

  for (let hour = 0; hour < 24; hour += 1) {
    await deployment.rotate({ integration: 'tableau' });
    await deployment.sweepFor(HOUR_MS);
  }
  expect([mints(deployment, second), inspections(deployment, second)]).toEqual([1, 2]);
  expect(stateOf(deployment, 'tableau').credentials[1]).toMatchObject({ state: 'rejected' });
  await deployment.warn();

  deployment.alation.faults.clear();
  await deployment.sweepFor(DAY_MS);
  expect(stateOf(deployment, 'tableau').credentials[1]).toMatchObject({ state: 'active' });
  expect(eventsOf(deployment, 'Access Token Rotation Recovered')).toMatchObject([
    { detail: { credential: 'b', code: 'CredentialRejected' } },
  ]);
  await deployment.warn();
  const messages = messagesOf(deployment).map(({ message }) => message);
  expect(messages.join('\n')).toContain('Alation accepts the credential "b" again.');
});

test('the rotator tries to mint once a day from a rejected OAuth client, and uses the client again after Alation accepts it', async () => {
  const deployment = await dueClient();
  const { faults, calls } = deployment.alation;
  faults.add(refusingClient);
  await deployment.sweepFor(2 * HOUR_MS);
  expect(stateOf(deployment, 'tableau').status).toMatchObject({ state: 'rejected' });
  expect(calls.count({ endpoint: 'token' })).toBe(2 * 2);

  await deployment.sweepFor(2 * DAY_MS);
  expect(calls.count({ endpoint: 'token' })).toBe(2 * 2 + 2 * 2);

  faults.clear();
  await deployment.sweepFor(DAY_MS);
  expect(stateOf(deployment, 'tableau')).toMatchObject({
    status: { state: 'fresh' },
    credentials: [{ state: 'active' }],
  });
});

test('the rotator checks a credential again whose rejection an earlier release wrote to the tags', async () => {
  const { deployment, ids } = await due(1);
  const { faults, calls } = deployment.alation;
  faults.add(refusing('createAPIAccessToken'));
  faults.add(refusing('validateRefreshToken'));
  await deployment.rotate();
  const status = tagsOf(deployment, 'tableau')[Tag.status] ?? '';
  expect(status).toMatch(/ asked=\d{4}-\d{2}-\d{2}$/);
  await deployment.secretsManager.send(
    new TagResourceCommand({
      SecretId: credentialsSecret('tableau'),
      Tags: [{ Key: Tag.status, Value: status.replace(/ asked=.*/, '') }],
    }),
  );
  faults.clear();
  calls.clear();

  await deployment.sweep();

  expect([mints(deployment, ids[0]), await isServed(deployment, 'tableau')]).toEqual([1, true]);
});

test('the rotator checks a rejected credential again an hour later if Alation did not respond', async () => {
  const { deployment } = await due(1);
  const { faults } = deployment.alation;
  faults.add(refusing('createAPIAccessToken'));
  faults.add(refusing('validateRefreshToken'));
  await deployment.rotate();
  faults.clear();
  deployment.alation.outage(true);
  await deployment.sweepFor(DAY_MS);
  expect(stateOf(deployment, 'tableau').status).toMatchObject({ state: 'rejected' });
  const inspected = inspections(deployment);

  deployment.alation.outage(false);
  await deployment.sweepFor(HOUR_MS + INTERVAL_MS);

  expect(inspected).toBeLessThanOrEqual(1 + 24);
  expect(stateOf(deployment, 'tableau').status).toMatchObject({ state: 'fresh' });
});

/**
 * Creates an integration. Alation answers 403 to each mint from its second credential, whose id is returned.
 *
 * @param hasMinted whether that credential minted before
 */
async function forbidden(hasMinted = false): Promise<{ deployment: Deployment; second: string }> {
  const deployment = await deploy();
  const [, { id: second }] = (await deployment.integrate('tableau', 2)) as [unknown, { id: string }];
  await deployment.rotate();
  if (hasMinted) await deployment.sweepFor(25 * HOUR_MS);
  deployment.alation.faults.add({
    kind: 'status',
    status: 403,
    path: 'createAPIAccessToken',
    credentialId: second,
  });
  deployment.alation.calls.clear();
  return { deployment, second };
}

test.each([
  ['never minted', false],
  ['has minted before', true],
])('a forbidden credential that %s is reported once, and checked once a day', async (_, hasMinted) => {
  const { deployment, second } = await forbidden(hasMinted);
  await deployment.sweepFor(DAY_MS);
  expect(stateOf(deployment, 'tableau')).toMatchObject({
    status: { state: 'fresh' },
    credentials: [{ state: 'active' }, { state: 'forbidden' }],
  });
  const before = mints(deployment, second);

  for (let hour = 0; hour < 3 * 24; hour += 1) {
    await deployment.sweepFor(HOUR_MS);
    expect(await isServed(deployment, 'tableau')).toBe(true);
    await deployment.deliverEvents();
    if (hour % 24 === 0) await deployment.warn();
  }

  expect(mints(deployment, second) - before).toBe(3);
  expect(eventsOf(deployment, 'Access Token Rotation Failed')).toMatchObject([
    { detail: { credential: 'b', code: 'AlationForbidden' } },
  ]);
  expect(eventsOf(deployment, 'Access Token Rotation Recovered')).toEqual([]);
  const messages = messagesOf(deployment).map(({ message }) => message);
  expect(
    messages.filter((text) => text.includes('Alation answered 403 when the rotator tried to mint from')),
  ).toHaveLength(1);
  expect(messages.join('\n')).not.toMatch(/failing|works again/);
});

test('requests that fail with 403 while no rotation is due cause one failure event and no recovery event', async () => {
  const { deployment } = await forbidden();

  for (let hour = 0; hour < 6; hour += 1) {
    await deployment.rotate({ integration: 'tableau' });
    await deployment.sweepFor(HOUR_MS);
  }

  expect(eventsOf(deployment, 'Access Token Rotation Failed')).toHaveLength(1);
  expect(eventsOf(deployment, 'Access Token Rotation Recovered')).toEqual([]);
  expect(await isServed(deployment, 'tableau')).toBe(true);
});

test.each([
  ['never minted', false],
  ['has minted before', true],
])(
  'a forbidden credential that %s is used within a day after Alation allows its mints again',
  async (_, hasMinted) => {
    const { deployment } = await forbidden(hasMinted);
    await deployment.sweepFor(2 * DAY_MS);
    deployment.alation.faults.clear();

    await deployment.sweepFor(DAY_MS);

    expect(stateOf(deployment, 'tableau').credentials).toMatchObject([
      { state: 'active' },
      { state: 'active' },
    ]);
    expect(eventsOf(deployment, 'Access Token Rotation Recovered')).toMatchObject([
      { detail: { credential: 'b', code: 'AlationForbidden' } },
    ]);
  },
);

test('a 403 for every credential makes the rotation fail, and no credential becomes forbidden', async () => {
  const { deployment } = await due(2);
  await deployment.clock.advance(13 * HOUR_MS);
  deployment.alation.faults.add({ kind: 'status', status: 403, path: 'createAPIAccessToken' });
  await deployment.sweepFor(2 * HOUR_MS);
  expect(stateOf(deployment, 'tableau')).toMatchObject({
    status: { state: 'failing', code: 'AlationForbidden' },
    credentials: [{ state: 'active' }, { state: 'unchecked' }],
  });

  deployment.alation.faults.clear();
  await deployment.sweepFor(HOUR_MS);

  expect(stateOf(deployment, 'tableau').status).toMatchObject({ state: 'fresh' });
});
