import { expect, test } from 'vitest';
import { derivedVersionId } from '../../functions/rotation/derived-version-id.ts';
import { DAY_MS, deploy, HOUR_MS, START } from './deployment.ts';
import { isServed, isAccepted, logged, metricsOf, published, stateOf, versionCount } from './observations.ts';

test('the first sweep mints, verifies and publishes an access token that a consumer can use immediately', async () => {
  const deployment = await deploy();
  const [issued] = await deployment.integrate('tableau', 1);

  await expect(deployment.rotate()).resolves.toMatchObject({ due: 1, outcomes: { rotated: 1, failed: 0 } });

  expect(await published(deployment, 'tableau')).toMatchObject({
    token_type: 'APIAccessToken',
    header_name: 'TOKEN',
    issued_at: new Date(START).toISOString(),
    expires_at: new Date(START + DAY_MS).toISOString(),
    base_url: deployment.alation.url,
    credential: 'default',
    alation_user_id: '102',
    versionId: derivedVersionId('tableau', undefined, 0),
  });
  expect(await isServed(deployment, 'tableau')).toBe(true);
  const { calls } = deployment.alation;
  expect(calls.all().map(({ endpoint }) => endpoint)).toEqual(
    expect.arrayContaining(['createAPIAccessToken', 'validateAPIAccessToken', 'validateRefreshToken']),
  );
  expect(calls.count({ minted: true, credentialId: issued?.id ?? '' })).toBe(1);
});

// Incident 18
test('the rotator publishes an access token only after Alation reports it as active', async () => {
  const deployment = await deploy();
  await deployment.integrate('tableau', 2);
  await deployment.rotate();
  const before = await published(deployment, 'tableau');
  deployment.alation.faults.add({ kind: 'status', status: 500, path: 'validateAPIAccessToken' });

  await deployment.clock.advance(12 * HOUR_MS);
  await expect(deployment.rotate()).resolves.toMatchObject({ outcomes: { failed: 1 } });

  expect(await published(deployment, 'tableau')).toEqual(before);
  expect(await isAccepted(before)).toBe(true);
});

test('two credentials alternate, and the previous access token stays active after a rotation', async () => {
  const deployment = await deploy();
  await deployment.integrate('tableau', 2);
  await deployment.rotate();
  const issuingCredentials: string[] = [];

  for (let rotation = 0; rotation < 5; rotation++) {
    const before = await published(deployment, 'tableau');
    issuingCredentials.push(before.credential);
    await deployment.clock.advance(12 * HOUR_MS);
    await expect(deployment.rotate()).resolves.toMatchObject({ outcomes: { rotated: 1 } });
    expect(await isAccepted(before)).toBe(true);
    expect((await published(deployment, 'tableau', 'AWSPREVIOUS')).versionId).toBe(before.versionId);
  }

  expect(issuingCredentials).toEqual(['a', 'b', 'a', 'b', 'a']);
});

test('with one credential a mint revokes the previous access token, and the secret contains the new access token', async () => {
  const deployment = await deploy();
  await deployment.integrate('tableau', 1);
  await deployment.rotate();
  const before = await published(deployment, 'tableau');

  await deployment.clock.advance(12 * HOUR_MS);
  await deployment.rotate();

  expect(await isAccepted(before)).toBe(false);
  expect(await isServed(deployment, 'tableau')).toBe(true);
});

test('the rotator mints from the second credential if Alation rejects the first credential', async () => {
  const deployment = await deploy();
  const [first] = await deployment.integrate('tableau', 2);
  deployment.alation.revokeRefreshToken(first?.id ?? '');

  await expect(deployment.rotate()).resolves.toMatchObject({ outcomes: { rotated: 1, failed: 0 } });

  expect(await published(deployment, 'tableau')).toMatchObject({ credential: 'b' });
  expect(stateOf(deployment, 'tableau').credentials).toMatchObject([
    { name: 'a', state: 'rejected' },
    { name: 'b', state: 'active' },
  ]);
});

test('credentials of both kinds alternate, each with its header', async () => {
  const deployment = await deploy();
  const { alation } = deployment;
  await deployment.addIntegration('tableau');
  const { refreshToken, userId } = alation.createRefreshTokenInUi({ userId: 102, name: 'tableau' });
  const { clientId, clientSecret } = alation.registerOAuthClient({ name: 'tableau' });
  await deployment.store('tableau', {
    base_url: alation.url,
    credentials: [
      { name: 'key', refresh_token: refreshToken, user_id: userId },
      { name: 'client', client_id: clientId, client_secret: clientSecret },
    ],
  });

  await deployment.rotate();
  const first = await published(deployment, 'tableau');
  await deployment.clock.advance(12 * HOUR_MS);
  await deployment.rotate();
  const second = await published(deployment, 'tableau');

  expect(first).toMatchObject({ credential: 'key', header_name: 'TOKEN', token_type: 'APIAccessToken' });
  expect(second).toMatchObject({ credential: 'client', header_name: 'Authorization', token_type: 'Bearer' });
  expect([await isAccepted(first), await isAccepted(second)]).toEqual([true, true]);
});

test('a sweep without due work lists secrets and reads no secret', async () => {
  const deployment = await deploy();
  await deployment.integrate('tableau', 1);
  await deployment.rotate();
  let idleSweeps = 0;

  for (let sweep = 0; sweep < 8; sweep++) {
    deployment.aws.calls.reset();
    deployment.alation.calls.clear();
    const { due } = await deployment.sweep();
    if (due > 0) continue;
    idleSweeps += 1;
    expect(deployment.aws.calls.all()).toEqual({ 'secretsmanager.ListSecrets': 1 });
    expect(deployment.alation.calls.count()).toBe(0);
  }

  // The other sweeps probe the access token: once soon after the rotation, then once an hour.
  expect(idleSweeps).toBeGreaterThanOrEqual(4);
});

// Incident 13
test('over a day and a half the rotator rotates about twice a day and writes one version each time', async () => {
  const deployment = await deploy();
  const [issued] = await deployment.integrate('tableau', 1);
  await deployment.rotate();
  await deployment.sweepFor(1.5 * DAY_MS);

  const rotations = logged(deployment, 'AccessTokenRotated', 'tableau').length;
  expect(rotations).toBeGreaterThanOrEqual(4);
  expect(rotations).toBeLessThanOrEqual(5);
  expect(versionCount(deployment, 'tableau')).toBe(rotations);
  expect(deployment.alation.calls.count({ minted: true, credentialId: issued?.id ?? '' })).toBe(rotations);
});

test('the log line of a sweep counts its outcomes, and the metrics show the state of all integrations', async () => {
  const deployment = await deploy();
  await deployment.integrate('good', 1);
  await deployment.integrate('bad', 1);
  await deployment.store('bad', 'surely not JSON');

  await deployment.rotate();

  expect(metricsOf(deployment, 'rotator')).toMatchObject([
    { IntegrationsFailing: 1, MinimumRemainingLifetimePercent: 100 },
  ]);
  expect(logged(deployment, 'SweepEnded')).toMatchObject([
    { integrations: 2, due: 2, rotated: 1, failed: 1, deferred: 0, minimumRunwayHours: 24 },
  ]);
});
