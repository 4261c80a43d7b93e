import { CreateSecretCommand } from '@aws-sdk/client-secrets-manager';
import { ConfirmSubscriptionCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { expect, test } from 'vitest';
import { DetailType, Tag } from '../../functions/contract.ts';
import { credentialsSecret } from '../../local/installation/names.ts';
import { DAY_MS, type Deployment, HOUR_MS, MINUTE_MS, START, INTERVAL_MS } from '../handlers/deployment.ts';
import { eventsOf, isServed, logged, messagesOf, metricsOf, stateOf } from '../handlers/observations.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { deployWithTls } from './tls.ts';
import { awsConnection } from '../support/aws-clients.ts';

/**
 * The warning stage of a refresh token that the daily run sends: days before its expiry, 0 after the expiry, Infinity
 * before the first stage.
 */
function stageAt(expiresAt: number, at: number): number {
  const isReached = (days: number) => at > expiresAt - days * DAY_MS - (days > 0 ? DAY_MS + MINUTE_MS : 0);
  return Math.min(...[14, 7, 3, 1, 0].filter(isReached));
}

test('when SNS refuses an alert, the warner fails, its next run sends the alert, and rotation continues', async () => {
  const deployment = await deployWithTls({ alation: { refreshTokenLifetimeMs: 2 * DAY_MS } });
  await deployment.integrate('tableau', 1);
  const refusal = {
    kind: 'error',
    service: 'sns',
    operation: 'Publish',
    code: 'AuthorizationError',
  } as const;
  deployment.aws.faults.add({ ...refusal, status: 403, times: 1 });

  await deployment.rotate();
  await expect(deployment.deliverEvents()).rejects.toThrow('the warner could not publish 1 of 1 alerts');
  expect(deployment.deadLetters).toHaveLength(1);
  expect(await isServed(deployment, 'tableau')).toBe(true);
  await deployment.warn();

  expect(messagesOf(deployment)).toHaveLength(1);
});

/** Creates this many integrations of four teams. Their refresh tokens expire in five days. */
async function expireTogether(deployment: Deployment, count: number): Promise<void> {
  const expires = new Date(START + 5 * DAY_MS).toISOString();
  for (let index = 0; index < count; index++) {
    const tags = {
      [Tag.role]: 'credentials',
      [Tag.owner]: `team-${index % 4}`,
      [`${Tag.credentialPrefix}1`]: `name=default kind=refresh-token state=active version=v1 expires=${expires} source=reported`,
    };
    const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
    await deployment.secretsManager.send(
      new CreateSecretCommand({ Name: credentialsSecret(`integration-${index}`), Tags }),
    );
  }
}

/** The integrations that each message names. */
const namedIn = (deployment: Deployment) =>
  messagesOf(deployment).map(
    ({ attributes }) => JSON.parse(attributes['integrations']?.value ?? '[]') as string[],
  );

test('the warner reports 400 refresh tokens that expire at the same time in few messages, at most ten a second', async () => {
  const deployment = await deployWithTls();
  await expireTogether(deployment, 400);

  await deployment.warn();

  const messages = messagesOf(deployment);
  expect(messages).toHaveLength(4);
  expect(new Set(namedIn(deployment).flat()).size).toBe(400);
  const gaps = messages
    .slice(1)
    .map(({ publishedAt }, index) => publishedAt - (messages[index]?.publishedAt ?? 0));
  for (const gap of gaps) expect(gap).toBeGreaterThanOrEqual(100);
});

test('a run of the warner that has no time for all messages starts the next run, and the dead-letter queue stays empty', async () => {
  const deployment = await deployWithTls();
  await expireTogether(deployment, 40);

  // Time for one message of ten integrations and their tags, and 15 s for slow responses.
  await expect(deployment.warn({}, { remainingMs: 16_500 })).resolves.toMatchObject({
    alertsPublished: 1,
    alertsLeft: 3,
    continued: true,
  });
  expect(eventsOf(deployment, DetailType.alertsDue).map(({ detail }) => detail['integrations'])).toEqual([
    [],
  ]);
  await deployment.deliverEvents();

  expect(namedIn(deployment).map((named) => named.length)).toEqual([10, 10, 10, 10]);
  expect(new Set(namedIn(deployment).flat()).size).toBe(40);
  expect(eventsOf(deployment, DetailType.alertsDue)).toHaveLength(1);
  expect(deployment.deadLetters).toEqual([]);
  expect(metricsOf(deployment, 'warner').map((line) => 'ConfirmedSubscriptions' in line)).toEqual([
    false,
    true,
  ]);
});

test.each([1, 2, 3])(
  'a warner that runs at random times sends every stage that a refresh token reaches, and no stage twice (seed %i)',
  async (seed) => {
    const deployment = await deployWithTls({ alation: { refreshTokenLifetimeMs: 40 * DAY_MS } });
    await deployment.integrate('tableau', 1);
    await deployment.rotate();
    await deployment.warn();
    const random = seededRandom(seed);
    const runs: number[] = [];

    while (deployment.clock.now() < START + 41 * DAY_MS) {
      await deployment.clock.advance(Math.trunc(random() * 4 * DAY_MS) + MINUTE_MS);
      runs.push(deployment.clock.now());
      await deployment.warn();
      if (random() < 0.3) await deployment.warn();
    }

    const stages = runs.map((at) => stageAt(START + 40 * DAY_MS, at));
    const expected = stages.filter((stage, index) => stage < (stages[index - 1] ?? Infinity) && stage > 0);
    expect(
      eventsOf(deployment, DetailType.refreshTokenExpiring).map(({ detail }) => detail['stage']),
    ).toEqual(expected);
    expect(eventsOf(deployment, DetailType.refreshTokenExpired)).toHaveLength(1);
  },
);

// Incident 26
test('every message has the attributes that subscription filters use', async () => {
  const deployment = await deployWithTls({ alation: { refreshTokenLifetimeMs: 3 * DAY_MS } });
  const [issued] = await deployment.integrate('tableau', 1, 'bi-team');
  await deployment.rotate();
  await deployment.deliverEvents();
  await deployment.clock.advance(2 * DAY_MS);
  await deployment.warn();
  deployment.alation.revokeRefreshToken(issued?.id ?? '');
  await deployment.rotate();
  await deployment.deliverEvents();

  expect(messagesOf(deployment).map(({ attributes }) => attributes['severity']?.value)).toEqual([
    'critical',
    'critical',
    'critical',
  ]);
  for (const { attributes } of messagesOf(deployment)) {
    expect(attributes).toMatchObject({
      owner: { dataType: 'String', value: 'bi-team' },
      integrations: { dataType: 'String.Array', value: '["tableau"]' },
    });
  }
});

// Incident 27
test('an unconfirmed e-mail address does not count as a subscription', async () => {
  const deployment = await deployWithTls();
  const sns = new SNSClient(awsConnection(deployment.aws.url, deployment.aws.region));
  const TopicArn = deployment.alertTopicArn;
  await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'email', Endpoint: 'bi-team@example.com' }));
  await deployment.warn();
  const [subscription] = deployment.aws.topics.subscriptions.values();
  await sns.send(new ConfirmSubscriptionCommand({ TopicArn, Token: subscription?.confirmationToken }));
  await deployment.warn();

  expect(metricsOf(deployment, 'warner').map((line) => line['ConfirmedSubscriptions'])).toEqual([0, 1]);
});

// Incident 28
test('a rejected credential causes one error line and one check in a day', async () => {
  const deployment = await deployWithTls();
  const [issued] = await deployment.integrate('tableau', 1);
  await deployment.rotate();
  deployment.alation.revokeRefreshToken(issued?.id ?? '');
  await deployment.clock.advance(12 * HOUR_MS);
  await deployment.rotate();
  deployment.alation.calls.clear();

  await deployment.sweepFor(DAY_MS);

  expect(logged(deployment, 'RotationFailed')).toHaveLength(1);
  const { calls } = deployment.alation;
  // The other calls are the hourly probes of the published access token, until it expires.
  const probes = calls.count({ endpoint: 'validateAPIAccessToken' });
  expect(probes).toBeLessThanOrEqual(13);
  expect(calls.count() - probes).toBe(1);
});

// Incident 29
test('the rotator sends the recovery event only after a successful rotation, and sends it once', async () => {
  const deployment = await deployWithTls();
  await deployment.integrate('tableau', 2);
  await deployment.rotate();
  await deployment.clock.advance(12 * HOUR_MS);
  deployment.alation.outage(true, { of: 'token-endpoints' });
  await deployment.sweepFor(3 * HOUR_MS);
  expect(stateOf(deployment, 'tableau').status).toMatchObject({ state: 'failing' });
  expect(eventsOf(deployment, DetailType.rotationFailed)).toHaveLength(1);
  expect(eventsOf(deployment, DetailType.rotationRecovered)).toEqual([]);

  deployment.alation.outage(false);
  await deployment.sweepFor(3 * HOUR_MS);

  expect(eventsOf(deployment, DetailType.rotationRecovered)).toHaveLength(1);
  expect(eventsOf(deployment, DetailType.rotationFailed)).toHaveLength(1);
});

// Incident 35
test('the next sweep uses a regenerated client secret of the same client id', async () => {
  const deployment = await deployWithTls();
  const { clientId, clientSecret } = deployment.alation.registerOAuthClient({ name: 'loader' });
  await deployment.addIntegration('tableau');
  const store = (client_secret: string) =>
    deployment.store('tableau', { base_url: deployment.alation.url, client_id: clientId, client_secret });
  await store(clientSecret);
  await deployment.rotate();
  await store(deployment.alation.regenerateClientSecret(clientId));

  await expect(deployment.sweep()).resolves.toMatchObject({ outcomes: { rotated: 1, failed: 0 } });
  expect(await isServed(deployment, 'tableau')).toBe(true);
});

// Incident 33
test('the next sweep uses credentials that were stored while events were lost', async () => {
  const deployment = await deployWithTls();
  deployment.aws.faults.add({ kind: 'dropBeforeProcessing', service: 'events' });
  await deployment.integrate('tableau', 1);
  await deployment.clock.advance(INTERVAL_MS);

  await expect(deployment.rotate()).resolves.toMatchObject({ outcomes: { rotated: 1 } });
});

// Incident 39
test('a failure event holds codes instead of the text of the failure, and the event bus accepts it', async () => {
  const deployment = await deployWithTls();
  await deployment.addIntegration('tableau', 'bi-team');
  await deployment.store('tableau', `{"base_url": "\n\\"'${'x'.repeat(60_000)}`);
  await deployment.rotate();

  expect(logged(deployment, 'EventsRefused')).toEqual([]);
  expect(eventsOf(deployment, DetailType.rotationFailed).map(({ detail }) => detail)).toEqual([
    {
      version: '1',
      integration: 'tableau',
      owner: 'bi-team',
      state: 'failing',
      code: 'CredentialsMalformed',
    },
  ]);
});
