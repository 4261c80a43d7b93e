import { CreateSecretCommand } from '@aws-sdk/client-secrets-manager';
import { ConfirmSubscriptionCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { expect, test } from 'vitest';
import { DetailType, Tag } from '../../functions/contract.ts';
import { credentialsSecret } from '../../local/installation/names.ts';
import {
  credentialsOf,
  DAY_MS,
  type Deployment,
  HOUR_MS,
  MINUTE_MS,
  START,
  TICK_MS,
} from '../handlers/deployment.ts';
import { eventsOf, isServed, logged, messagesOf, metricsOf, recordOf } from '../handlers/look.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { deployWithTls } from './tls.ts';

/** The stage that a refresh token is in: days before its expiry, 0 when it has expired, Infinity before any. */
function stageAt(expiresAt: number, at: number): number {
  return Math.min(...[30, 14, 7, 3, 1, 0].filter((days) => at >= expiresAt - days * DAY_MS));
}

test('SNS that refuses fails the run of the warner, which is retried and says all of it, and no rotation', async () => {
  const deployment = await deployWithTls();
  await deployment.integrate('tableau', 1);
  const refusal = {
    kind: 'error',
    service: 'sns',
    operation: 'Publish',
    code: 'AuthorizationError',
  } as const;
  deployment.aws.faults.add({ ...refusal, status: 403, times: 1 });

  await deployment.rotate();
  await expect(deployment.deliverEvents()).rejects.toThrow('1 of 1 alerts could not be published');
  expect(deployment.deadLetters).toHaveLength(1);
  expect(await isServed(deployment, 'tableau')).toBe(true);
  await deployment.warn();

  expect(messagesOf(deployment)).toHaveLength(1);
});

/** Makes so many integrations of four teams whose refresh tokens expire in five days. */
async function expireAtOnce(deployment: Deployment, count: number): Promise<void> {
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

test('four hundred integrations that expire at once are a few messages, at most ten a second', async () => {
  const deployment = await deployWithTls();
  await expireAtOnce(deployment, 400);

  await deployment.warn();

  const messages = messagesOf(deployment);
  expect(messages).toHaveLength(4);
  expect(new Set(namedIn(deployment).flat()).size).toBe(400);
  const gaps = messages
    .slice(1)
    .map(({ publishedAt }, index) => publishedAt - (messages[index]?.publishedAt ?? 0));
  for (const gap of gaps) expect(gap).toBeGreaterThanOrEqual(100);
});

test('a run that has no time left starts the next one, and nothing ends up in the dead-letter queue', async () => {
  const deployment = await deployWithTls();
  await expireAtOnce(deployment, 40);

  // Enough to tell one team of ten and to mark them, and 15 s for what may be slow.
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
  'whenever the warner runs, no stage is said twice and none that was lived through is lost (seed %i)',
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

test('every message has the attributes that subscriptions filter by', async () => {
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
    'info',
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

test('an e-mail address that was never confirmed does not count as somebody who listens', async () => {
  const deployment = await deployWithTls();
  const connection = { endpoint: deployment.aws.url, region: deployment.aws.region };
  const sns = new SNSClient({
    ...connection,
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'example' },
  });
  const TopicArn = deployment.alertTopicArn;
  await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'email', Endpoint: 'bi-team@example.com' }));
  await deployment.warn();
  const [subscription] = deployment.aws.topics.subscriptions.values();
  await sns.send(new ConfirmSubscriptionCommand({ TopicArn, Token: subscription?.confirmationToken }));
  await deployment.warn();

  expect(metricsOf(deployment, 'warner').map((line) => line['ConfirmedSubscriptions'])).toEqual([0, 1]);
});

test('a dead credential is one line of error and no call, for as long as it stays dead', async () => {
  const deployment = await deployWithTls();
  const [issued] = await deployment.integrate('tableau', 1);
  await deployment.rotate();
  deployment.alation.revokeRefreshToken(issued?.id ?? '');
  await deployment.clock.advance(12 * HOUR_MS);
  await deployment.rotate();
  const calls = deployment.alation.calls.count();

  await deployment.ticksFor(DAY_MS);

  expect(logged(deployment, 'RotationFailed')).toHaveLength(1);
  expect(deployment.alation.calls.count()).toBe(calls);
});

test('recovered is said after a real success only, and never by ticks that did nothing', async () => {
  const deployment = await deployWithTls();
  await deployment.integrate('tableau', 2);
  await deployment.rotate();
  await deployment.clock.advance(12 * HOUR_MS);
  deployment.alation.outage(true, { of: 'token-endpoints' });
  await deployment.ticksFor(3 * HOUR_MS);
  expect(recordOf(deployment, 'tableau').status).toMatchObject({ state: 'failing' });
  expect(eventsOf(deployment, DetailType.rotationFailed)).toHaveLength(1);
  expect(eventsOf(deployment, DetailType.rotationRecovered)).toEqual([]);

  deployment.alation.outage(false);
  await deployment.ticksFor(3 * HOUR_MS);

  expect(eventsOf(deployment, DetailType.rotationRecovered)).toHaveLength(1);
  expect(eventsOf(deployment, DetailType.rotationFailed)).toHaveLength(1);
});

test('a credential that a person replaced after a rejection is used at the next tick, by a function that is still warm', async () => {
  const deployment = await deployWithTls();
  const [issued] = await deployment.integrate('tableau', 1);
  deployment.alation.revokeRefreshToken(issued?.id ?? '');
  await deployment.rotate();
  await deployment.ticksFor(DAY_MS);
  const fresh = deployment.alation.createRefreshTokenInUi({ userId: 102, name: 'fresh' });
  await deployment.store('tableau', credentialsOf(deployment.alation.url, [fresh]));

  await expect(deployment.tick()).resolves.toMatchObject({ outcomes: { rotated: 1 } });
});

test('a client secret that was regenerated under the same client id is used at once', async () => {
  const deployment = await deployWithTls();
  const { clientId, clientSecret } = deployment.alation.registerOAuthClient({ name: 'loader' });
  await deployment.addIntegration('tableau');
  const store = (client_secret: string) =>
    deployment.store('tableau', { base_url: deployment.alation.url, client_id: clientId, client_secret });
  await store(clientSecret);
  await deployment.rotate();
  await store(deployment.alation.regenerateClientSecret(clientId));

  await expect(deployment.tick()).resolves.toMatchObject({ outcomes: { rotated: 1, failed: 0 } });
  expect(await isServed(deployment, 'tableau')).toBe(true);
});

test('what was stored while no event reached anybody is found by the next tick', async () => {
  const deployment = await deployWithTls();
  deployment.aws.faults.add({ kind: 'dropBeforeProcessing', service: 'events' });
  await deployment.integrate('tableau', 1);
  await deployment.clock.advance(TICK_MS);

  await expect(deployment.rotate()).resolves.toMatchObject({ outcomes: { rotated: 1 } });
  await deployment.warn();
  expect(messagesOf(deployment)).toHaveLength(1);
});

test('an event of a failure is made of codes, not of the text of the failure, and the bus takes it', async () => {
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
