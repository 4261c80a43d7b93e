import { PutSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { expect, test } from 'vitest';
import { accessTokenSecret } from '../../local/installation/names.ts';
import { type Deployment, deploy, HOUR_MS, INTERVAL_MS, MINUTE_MS, START } from './deployment.ts';
import { isServed, logged, published, stateOf, tagsOf } from './observations.ts';

/** Creates an integration with a fresh access token. Also returns the id of its refresh token. */
async function fresh(): Promise<{ deployment: Deployment; id: string }> {
  const deployment = await deploy();
  const [issued] = await deployment.integrate('tableau', 1);
  await deployment.rotate();
  return { deployment, id: issued?.id ?? '' };
}

test('the rotator verifies a fresh access token about once an hour, and describes and writes no secret', async () => {
  const { deployment } = await fresh();
  deployment.alation.calls.clear();
  deployment.aws.calls.reset();

  await deployment.sweepFor(6 * HOUR_MS);

  const verifications = deployment.alation.calls.count({ endpoint: 'validateAPIAccessToken' });
  expect(verifications).toBeGreaterThanOrEqual(6);
  expect(verifications).toBeLessThanOrEqual(8);
  expect(deployment.alation.calls.count({ minted: true })).toBe(0);
  expect(deployment.aws.calls.all()).toEqual({
    'secretsmanager.ListSecrets': expect.any(Number),
    'secretsmanager.BatchGetSecretValue': verifications,
  });
});

// Incident 24
test.each([
  ['revoked by an admin', ({ alation }: Deployment, id: string) => void alation.revokeAccessTokensOf(id)],
  [
    'superseded in the UI',
    ({ alation }: Deployment, id: string) => void alation.createAPIAccessTokenInUi(id),
  ],
])('within an hour and 15 minutes the rotator replaces an access token that was %s', async (_, revoke) => {
  const { deployment, id } = await fresh();
  revoke(deployment, id);
  expect(await isServed(deployment, 'tableau')).toBe(false);

  await deployment.sweepFor(1.25 * HOUR_MS);

  expect(await isServed(deployment, 'tableau')).toBe(true);
  expect(logged(deployment, 'AccessTokenRotated').at(-1)).toMatchObject({ reason: 'Dead' });
});

test('a probe without a response does not replace the access token, and the next sweep probes again', async () => {
  const { deployment } = await fresh();
  await deployment.sweepFor(INTERVAL_MS);
  const [before, tags] = [await published(deployment, 'tableau'), tagsOf(deployment, 'tableau')];
  deployment.alation.outage(true);
  const unanswered: number[] = [];
  for (let sweep = 0; sweep < 4; sweep++) {
    unanswered.push((await deployment.sweep()).outcomes['probe-unanswered']);
  }
  // As soon as the probe is due, every sweep probes.
  expect(unanswered).toContain(1);
  expect(unanswered).toEqual(unanswered.toSorted((one, other) => one - other));
  expect(stateOf(deployment, 'tableau').status).toMatchObject({ state: 'fresh' });
  deployment.alation.outage(false);
  await expect(deployment.sweep()).resolves.toMatchObject({ outcomes: { probed: 1, failed: 0 } });

  expect(await published(deployment, 'tableau')).toEqual(before);
  expect(tagsOf(deployment, 'tableau')).toEqual(tags);
});

test('the scheduled time decides what a sweep probes, even if the sweep starts late or is repeated', async () => {
  const { deployment } = await fresh();
  await deployment.sweepFor(INTERVAL_MS);
  const times = [1, 2, 3, 4].map((sweep) =>
    new Date(START + 3 * HOUR_MS + sweep * INTERVAL_MS).toISOString(),
  );
  const probed: number[] = [];
  for (const scheduledTime of [...times, ...times]) {
    await deployment.clock.advance(MINUTE_MS);
    probed.push((await deployment.rotate({ scheduledTime })).outcomes.probed);
  }
  expect(probed.slice(0, 4).reduce((sum, count) => sum + count)).toBe(1);
  expect(probed.slice(4)).toEqual(probed.slice(0, 4));
});

test('at the next probe the rotator replaces a value that an operator stored in the access-token secret', async () => {
  const { deployment } = await fresh();
  const pasted = deployment.canaries.make();
  await deployment.secretsManager.send(
    new PutSecretValueCommand({ SecretId: accessTokenSecret('tableau'), SecretString: pasted }),
  );

  await deployment.sweepFor(1.25 * HOUR_MS);

  expect(await isServed(deployment, 'tableau')).toBe(true);
  expect(logged(deployment, 'AccessTokenRotated').at(-1)).toMatchObject({ reason: 'Dead' });
});
