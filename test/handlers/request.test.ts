import { expect, test } from 'vitest';
import { TagResourceCommand } from '@aws-sdk/client-secrets-manager';
import { DetailType, EventSource, Tag } from '../../functions/contract.ts';
import { credentialsSecret } from '../../local/installation/names.ts';
import { type Deployment, deploy, HOUR_MS } from './deployment.ts';
import { logged, metricsOf, versionCount } from './observations.ts';

/** Creates two integrations with fresh access tokens. */
async function twoFresh(): Promise<Deployment> {
  const deployment = await deploy();
  for (const name of ['tableau', 'power-bi']) await deployment.integrate(name, 2);
  await deployment.rotate();
  return deployment;
}

const asEvent = (integration: string) => ({
  version: '0',
  source: EventSource,
  'detail-type': DetailType.rotationRequested,
  detail: { integration },
});

test.each([
  ['an event', asEvent('tableau')],
  ['a direct invocation', { integration: 'tableau' }],
])('%s rotates only the named integration, even if no rotation is due', async (_, event) => {
  const deployment = await twoFresh();
  await deployment.sweepFor(HOUR_MS);
  deployment.aws.calls.reset();

  await expect(deployment.rotate(event)).resolves.toMatchObject({ due: 1, outcomes: { rotated: 1 } });

  expect([versionCount(deployment, 'tableau'), versionCount(deployment, 'power-bi')]).toEqual([2, 1]);
  expect(logged(deployment, 'AccessTokenRotated').at(-1)).toMatchObject({ reason: 'Requested' });
  expect(deployment.aws.calls.count('secretsmanager.ListSecrets')).toBe(0);
});

test('a run for one integration sends no metrics about all integrations', async () => {
  const deployment = await twoFresh();
  await deployment.rotate({ integration: 'tableau', force: true });

  expect(metricsOf(deployment, 'rotator')).toMatchObject([
    { IntegrationsFailing: 0, MinimumRemainingLifetimePercent: 100 },
  ]);
  const [ofSweep, ofRequest] = logged(deployment, 'SweepEnded');
  expect(ofSweep).toMatchObject({ integrations: 2 });
  expect(ofRequest).toMatchObject({ rotated: 1 });
  expect(ofRequest).not.toHaveProperty('integrations');
});

test('the log names an integration that does not exist, and the run succeeds', async () => {
  const deployment = await twoFresh();
  await expect(deployment.rotate(asEvent('unknown'))).resolves.toMatchObject({ due: 0 });
  expect(logged(deployment, 'IntegrationUnknown')).toMatchObject([{ integration: 'unknown' }]);
});

test('a request does not rotate a paused integration', async () => {
  const deployment = await twoFresh();
  await deployment.secretsManager.send(
    new TagResourceCommand({
      SecretId: credentialsSecret('tableau'),
      Tags: [{ Key: Tag.paused, Value: 'true' }],
    }),
  );
  await expect(deployment.rotate(asEvent('tableau'))).resolves.toMatchObject({ outcomes: { rotated: 0 } });
  expect(versionCount(deployment, 'tableau')).toBe(1);
});

test.each([
  ['undefined', undefined],
  ['null', null],
  ['a text', 'tableau'],
  ['a list', [{ integration: 'tableau' }]],
  ['an object with an invalid name', { integration: '../tableau/credentials' }],
  ['an object with a name of another type', { detail: { integration: 7 } }],
  [
    'an object with prototype keys',
    JSON.parse('{"__proto__": {"integration": "tableau"}, "constructor": 1}'),
  ],
  ['an event of AWS', { source: 'aws.scheduler', detail: {} }],
  ['a redriven dead letter', { requestPayload: { integration: 'tableau' }, responsePayload: {} }],
])('if its input is %s, the rotator runs a sweep, which rotates only due integrations', async (_, event) => {
  const deployment = await twoFresh();
  const { outcomes, gauges } = await deployment.rotate(event);
  expect(outcomes).toMatchObject({ rotated: 0, failed: 0 });
  expect(gauges).toMatchObject({ integrations: 2 });
  expect(versionCount(deployment, 'tableau')).toBe(1);
});

test('a request delivered twice rotates once', async () => {
  const deployment = await deploy();
  await deployment.integrate('tableau', 2);
  await deployment.rotate();
  await deployment.clock.advance(HOUR_MS);
  const event = {
    time: new Date(deployment.clock.now()).toISOString(),
    detail: { integration: 'tableau' },
  };
  await deployment.clock.advance(1_500);
  await expect(deployment.rotate(event)).resolves.toMatchObject({ outcomes: { rotated: 1 } });
  await expect(deployment.rotate(event)).resolves.toMatchObject({ outcomes: { rotated: 0 } });
});

test('a reconcile event rotates the integration whose credentials were stored, and the rotator lists no secrets', async () => {
  const deployment = await deploy({ listStalenessMs: 5 * 60_000 });
  await deployment.addIntegration('tableau');
  await deployment.addIntegration('other');
  await deployment.clock.advance(HOUR_MS);
  const { refreshToken } = deployment.alation.createRefreshTokenInUi({ userId: 102, name: 'tableau' });
  await deployment.store('tableau', {
    base_url: deployment.alation.url,
    refresh_token: refreshToken,
    user_id: 102,
  });
  const event = { reconcile: 'alation/tableau/credentials' };
  await expect(deployment.rotate(event)).resolves.toMatchObject({ due: 1, outcomes: { rotated: 1 } });
  await expect(deployment.rotate(event)).resolves.toMatchObject({ due: 0 });
  expect(deployment.awsCalls.filter(({ operation }) => operation === 'ListSecrets')).toEqual([]);
});
