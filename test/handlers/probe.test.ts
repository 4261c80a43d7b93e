import { PutSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { expect, test } from 'vitest';
import { accessTokenSecret } from '../../local/installation/names.ts';
import { type Deployment, deploy, HOUR_MS } from './deployment.ts';
import { isServed, logged, published, stateOf } from './look.ts';

/** Creates an integration with a fresh access token. Returns the id of its refresh token too. */
async function fresh(): Promise<{ deployment: Deployment; id: string }> {
  const deployment = await deploy();
  const [issued] = await deployment.integrate('tableau', 1);
  await deployment.rotate();
  return { deployment, id: issued?.id ?? '' };
}

test('the rotator verifies a fresh access token once an hour', async () => {
  const { deployment } = await fresh();
  deployment.alation.calls.clear();

  await deployment.sweepFor(6 * HOUR_MS);

  const verifications = deployment.alation.calls.count({ endpoint: 'validateAPIAccessToken' });
  expect(verifications).toBeGreaterThanOrEqual(6);
  expect(verifications).toBeLessThanOrEqual(8);
  expect(deployment.alation.calls.count({ minted: true })).toBe(0);
});

// Incident 24
test.each([
  ['revoked by an admin', ({ alation }: Deployment, id: string) => void alation.revokeAccessTokensOf(id)],
  [
    'superseded in the UI',
    ({ alation }: Deployment, id: string) => void alation.createAPIAccessTokenInUi(id),
  ],
])('an access token %s is found inactive and replaced within an hour and 15 minutes', async (_, revoke) => {
  const { deployment, id } = await fresh();
  revoke(deployment, id);
  expect(await isServed(deployment, 'tableau')).toBe(false);

  await deployment.sweepFor(1.25 * HOUR_MS);

  expect(await isServed(deployment, 'tableau')).toBe(true);
  expect(logged(deployment, 'AccessTokenRotated').at(-1)).toMatchObject({ reason: 'Dead' });
});

test('a probe without a response changes nothing, and the next sweep probes again', async () => {
  const { deployment } = await fresh();
  const before = await published(deployment, 'tableau');
  await deployment.clock.advance(HOUR_MS);
  deployment.alation.outage(true);

  await expect(deployment.rotate()).resolves.toMatchObject({
    outcomes: { 'probe-unanswered': 1, failed: 0 },
  });
  deployment.alation.outage(false);
  await expect(deployment.sweep()).resolves.toMatchObject({ outcomes: { probed: 1 } });

  expect(await published(deployment, 'tableau')).toEqual(before);
  expect(stateOf(deployment, 'tableau').status).toMatchObject({ state: 'fresh' });
});

test('the next probe replaces a value that an operator stored in the access-token secret', async () => {
  const { deployment } = await fresh();
  const pasted = deployment.canaries.make();
  await deployment.secretsManager.send(
    new PutSecretValueCommand({ SecretId: accessTokenSecret('tableau'), SecretString: pasted }),
  );

  await deployment.sweepFor(1.25 * HOUR_MS);

  expect(await isServed(deployment, 'tableau')).toBe(true);
  expect(logged(deployment, 'AccessTokenRotated').at(-1)).toMatchObject({ reason: 'Dead' });
});
