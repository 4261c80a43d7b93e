import { expect, test } from 'vitest';
import { credentialsOf, type Deployment, deploy, HOUR_MS, INTERVAL_MS } from './deployment.ts';
import { failureCode, isServed, logged, published, stateOf } from './observations.ts';

/** Creates an integration whose only refresh token is revoked after a mint. The rotation is due. */
async function revoked(): Promise<{ deployment: Deployment; id: string; refreshToken: string }> {
  const deployment = await deploy();
  const [issued] = await deployment.integrate('tableau', 1);
  await deployment.rotate();
  deployment.alation.revokeRefreshToken(issued?.id ?? '');
  await deployment.clock.advance(12 * HOUR_MS);
  deployment.alation.calls.clear();
  return { deployment, id: issued?.id ?? '', refreshToken: issued?.refreshToken ?? '' };
}

// Incidents 28, 30
test('in six hours of sweeps, the rotator tries only once to mint from a rejected credential', async () => {
  const { deployment, id } = await revoked();
  const before = await published(deployment, 'tableau');

  await deployment.sweepFor(6 * HOUR_MS);

  expect(deployment.alation.calls.count({ endpoint: 'createAPIAccessToken', credentialId: id })).toBe(1);
  expect(failureCode(deployment, 'tableau')).toBe('CredentialRejected');
  expect(stateOf(deployment, 'tableau').status).toMatchObject({ state: 'rejected' });
  expect(await published(deployment, 'tableau')).toEqual(before);
  expect(await isServed(deployment, 'tableau')).toBe(true);
});

test('the rotator checks a rejected credential with one call a day while another credential mints', async () => {
  const deployment = await deploy();
  const [, second] = await deployment.integrate('tableau', 2);
  await deployment.rotate();
  deployment.alation.revokeRefreshToken(second?.id ?? '');
  await deployment.sweepFor(13 * HOUR_MS);
  expect(stateOf(deployment, 'tableau').credentials[1]).toMatchObject({ state: 'rejected' });
  deployment.alation.calls.clear();

  await deployment.sweepFor(26 * HOUR_MS);

  expect(deployment.alation.calls.count({ credentialId: second?.id ?? '' })).toBe(1);
  expect(await isServed(deployment, 'tableau')).toBe(true);
});

// Incident 32
test('the rotator tries a rejected refresh token once more after an operator stored the same refresh token again', async () => {
  const { deployment, id, refreshToken } = await revoked();
  await deployment.rotate();

  await deployment.store('tableau', {
    base_url: deployment.alation.url,
    refresh_token: refreshToken,
    user_id: 102,
  });
  await deployment.sweepFor(2 * HOUR_MS);

  expect(deployment.alation.calls.count({ endpoint: 'createAPIAccessToken', credentialId: id })).toBe(2);
  expect(logged(deployment, 'RotationFailed', 'tableau')).toHaveLength(2);
});

// Incidents 32, 33
test('the next sweep uses the replacement of a rejected credential', async () => {
  const { deployment } = await revoked();
  await deployment.rotate();
  const fresh = deployment.alation.createRefreshTokenInUi({ userId: 102, name: 'replacement' });
  await deployment.store('tableau', credentialsOf(deployment.alation.url, [fresh]));

  await expect(deployment.sweep()).resolves.toMatchObject({ outcomes: { rotated: 1 } });

  expect(deployment.alation.calls.count({ minted: true, credentialId: fresh.id })).toBe(1);
  expect(logged(deployment, 'AccessTokenRotated').at(-1)).toMatchObject({ reason: 'NearingExpiry' });
  expect(stateOf(deployment, 'tableau').status).toMatchObject({ state: 'fresh' });
});

// Incident 30
test('a requested rotation does not mint from a rejected credential', async () => {
  const { deployment, id } = await revoked();
  await deployment.rotate();

  await deployment.rotate({ integration: 'tableau' });
  await deployment.rotate({ detail: { integration: 'tableau' } });

  expect(deployment.alation.calls.count({ credentialId: id, endpoint: 'createAPIAccessToken' })).toBe(1);
});

test('Alation rejects a wrong user_id like a wrong refresh token, so the log advises to check the user_id first', async () => {
  const deployment = await deploy();
  await deployment.addIntegration('tableau');
  const { refreshToken } = deployment.alation.createRefreshTokenInUi({ userId: 102, name: 'tableau' });
  await deployment.store('tableau', {
    base_url: deployment.alation.url,
    refresh_token: refreshToken,
    user_id: 7,
  });

  await deployment.rotate();

  expect(logged(deployment, 'RotationFailed')).toMatchObject([
    {
      code: 'CredentialRejected',
      disposition: 'reauthorize',
      state: 'rejected',
      explanation: expect.stringMatching(/each user_id .* new refresh token/),
    },
  ]);
});

// Incident 30
test('the rotator no longer mints from a rejected credential, and mints only from the other credential', async () => {
  const deployment = await deploy();
  const [first, second] = await deployment.integrate('tableau', 2);
  await deployment.rotate();
  deployment.alation.revokeRefreshToken(second?.id ?? '');

  for (let rotation = 0; rotation < 3; rotation++) {
    await deployment.clock.advance(12 * HOUR_MS);
    await deployment.rotate();
    await deployment.clock.advance(INTERVAL_MS);
  }

  const mints = (credentialId = '') =>
    deployment.alation.calls.count({ endpoint: 'createAPIAccessToken', credentialId });
  expect([mints(first?.id), mints(second?.id)]).toEqual([4, 1]);
  expect(await isServed(deployment, 'tableau')).toBe(true);
});
