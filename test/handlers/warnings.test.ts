import { TagResourceCommand } from '@aws-sdk/client-secrets-manager';
import { expect, test } from 'vitest';
import { DetailType, REPLICA_CHECK, Tag } from '../../functions/contract.ts';
import { accessTokenSecret, credentialsSecret } from '../../local/installation/names.ts';
import { credentialsOf, DAY_MS, type Deployment, deploy, HOUR_MS, START } from './deployment.ts';
import { eventsOf, logged, messagesOf, metricsOf, stateOf, tagsOf } from './observations.ts';

/** Lets this many days pass. The warner runs once a day, the rotator often enough to keep access tokens fresh. */
async function daysPass(deployment: Deployment, days: number): Promise<void> {
  for (let day = 0; day < days; day++) {
    await deployment.clock.advance(12 * HOUR_MS);
    await deployment.rotate();
    await deployment.clock.advance(12 * HOUR_MS);
    await deployment.rotate();
    await deployment.warn();
  }
}

/**
 * An integration of bi-team whose refresh tokens are valid for this many days. Its first rotation is done, and the alerts
 * so far are removed.
 */
async function rotatedOnce(lifetimeDays: number, refreshTokens = 1): Promise<Deployment> {
  const deployment = await deploy({ alation: { refreshTokenLifetimeMs: lifetimeDays * DAY_MS } });
  await deployment.integrate('tableau', refreshTokens, 'bi-team');
  await deployment.rotate();
  await deployment.deliverEvents();
  deployment.aws.topics.messages.length = 0;
  return deployment;
}

/** An integration on the day on which a warning about its refresh token is due. */
async function withDueWarning(): Promise<Deployment> {
  const deployment = await rotatedOnce(8);
  await deployment.clock.advance(DAY_MS);
  await deployment.rotate();
  return deployment;
}

/** Days after the start, and the first line of each notification. */
const notificationsOf = (deployment: Deployment): readonly string[] =>
  messagesOf(deployment).flatMap(({ publishedAt, message }) =>
    (message.match(/^tableau: .*$/gm) ?? []).map(
      (line) => `day ${Math.trunc((publishedAt - START) / DAY_MS)}: ${line}`,
    ),
  );

test('the warner sends every stage of a refresh token once, on its day, and the expiry daily', async () => {
  const deployment = await rotatedOnce(16);
  await daysPass(deployment, 17);

  expect(notificationsOf(deployment).filter((line) => line.includes('the refresh token'))).toEqual([
    'day 1: tableau: the refresh token "default" expires in 15 days, on 2026-12-10 08:00 UTC.',
    'day 8: tableau: the refresh token "default" expires in 8 days, on 2026-12-10 08:00 UTC.',
    'day 12: tableau: the refresh token "default" expires in 4 days, on 2026-12-10 08:00 UTC.',
    'day 14: tableau: the refresh token "default" expires in 48 h, on 2026-12-10 08:00 UTC.',
    'day 16: tableau: the refresh token "default" expired just now, on 2026-12-10 08:00 UTC.',
    'day 17: tableau: the refresh token "default" expired 24 h ago, on 2026-12-10 08:00 UTC.',
  ]);
  expect(eventsOf(deployment, DetailType.refreshTokenExpiring).map(({ detail }) => detail['stage'])).toEqual([
    14, 7, 3, 1,
  ]);
  expect(eventsOf(deployment, DetailType.refreshTokenExpired)).toHaveLength(1);
});

test('a warning names the effect, the page for the new refresh token and the command that stores it', async () => {
  const deployment = await rotatedOnce(8);
  await deployment.clock.advance(DAY_MS);
  await deployment.rotate();
  await deployment.warn();

  const [{ subject, message, attributes } = { subject: '', message: '', attributes: {} }] =
    messagesOf(deployment).slice(-1);
  expect(subject).toBe('[WARNING] tableau: last refresh token expires in 7 days (123456789012 us-east-1)');
  expect(message).toContain('After that, consumers get no new access token.');
  expect(message).toContain(`${deployment.alation.url}/account/auth`);
  expect(message).toMatch(/alation\/tableau\/credentials|alation-tokens replace tableau/);
  expect(attributes).toEqual({
    severity: { dataType: 'String', value: 'warning' },
    owner: { dataType: 'String', value: 'bi-team' },
    integrations: { dataType: 'String.Array', value: '["tableau"]' },
  });
});

test('if the warner did not run for days, it sends the current stage, and not the skipped stages', async () => {
  const deployment = await rotatedOnce(40);
  await deployment.clock.advance(35 * DAY_MS);
  await deployment.warn();
  await deployment.clock.advance(HOUR_MS);
  await deployment.warn();

  expect(notificationsOf(deployment).filter((line) => line.includes('expires in'))).toEqual([
    'day 35: tableau: the refresh token "default" expires in 5 days, on 2027-01-03 08:00 UTC.',
  ]);
  expect(eventsOf(deployment, DetailType.refreshTokenExpiring)).toMatchObject([
    { detail: { stage: 7, daysLeft: 5 } },
  ]);
});

test('the warner reads no secret value, only names, tags and subscriptions', async () => {
  const deployment = await rotatedOnce(8);
  deployment.aws.calls.reset();
  await deployment.clock.advance(DAY_MS);
  await deployment.warn();

  expect(Object.keys(deployment.aws.calls.all()).sort()).toEqual([
    'events.PutEvents',
    'secretsmanager.DescribeSecret',
    'secretsmanager.ListSecrets',
    'secretsmanager.TagResource',
    'sns.ListSubscriptionsByTopic',
    'sns.Publish',
  ]);
});

test('an alert names an expiry that Alation did not report as an estimate, and a later reported expiry replaces the estimate', async () => {
  const deployment = await deploy({
    alation: { refreshTokenLifetimeMs: 20 * DAY_MS },
    warnerSettings: { warningDays: [60] },
  });
  await deployment.integrate('tableau', 1);
  const removeFault = deployment.alation.faults.add({
    kind: 'status',
    status: 500,
    path: 'validateRefreshToken',
  });
  await deployment.rotate();
  expect(stateOf(deployment, 'tableau').credentials).toMatchObject([
    { expirySource: 'estimated', expiresAt: START + 60 * DAY_MS },
  ]);
  await deployment.warn();
  expect(messagesOf(deployment).at(-1)?.message).toContain(
    '(an estimate: Alation did not report the expiry)',
  );

  removeFault();
  await deployment.sweepFor(HOUR_MS + 900_000);

  expect(stateOf(deployment, 'tableau').credentials).toMatchObject([
    { expirySource: 'reported', expiresAt: START + 20 * DAY_MS },
  ]);
});

test('a refresh token past its estimated expiry is not reported as expired while it still mints', async () => {
  const deployment = await deploy({ alation: { refreshTokenLifetimeMs: 90 * DAY_MS } });
  await deployment.integrate('tableau', 1);
  deployment.alation.faults.add({ kind: 'status', status: 500, path: 'validateRefreshToken' });
  await daysPass(deployment, 61);

  const messages = messagesOf(deployment).slice(-1);
  expect(messages.map(({ message }) => message.split('\n')[0])).toEqual([
    'tableau: the refresh token "default" may have expired just now, on 2027-01-23 08:00 UTC (an estimate: Alation did not report the expiry).',
  ]);
  expect(messages[0]?.attributes['severity']?.value).toBe('warning');
  expect(eventsOf(deployment, DetailType.refreshTokenExpired)).toEqual([]);
  expect(eventsOf(deployment, DetailType.refreshTokenExpiring).at(-1)?.detail).toMatchObject({
    stage: 0,
    daysLeft: 0,
    expirySource: 'estimated',
  });
  expect(stateOf(deployment, 'tableau').status).toMatchObject({ state: 'fresh' });
});

test('after a critical alert the warner reports the expiry of the accepted replacement, and later sends its stages', async () => {
  const deployment = await rotatedOnce(8);
  await daysPass(deployment, 5);
  expect(notificationsOf(deployment).at(-1)).toContain('expires in 4 days');
  deployment.alation.behaviour.refreshTokenLifetimeMs = 30 * DAY_MS;
  const fresh = deployment.alation.createRefreshTokenInUi({ userId: 102, name: 'replacement' });
  await deployment.store('tableau', credentialsOf(deployment.alation.url, [fresh]));

  await daysPass(deployment, 1);

  expect(messagesOf(deployment).at(-1)?.message).toBe(
    'tableau: Alation accepted the new credentials.\n"default" expires in 29 days, on 2026-12-29 08:00 UTC.',
  );
  expect(messagesOf(deployment).at(-1)?.attributes['severity']?.value).toBe('info');
  await daysPass(deployment, 14);
  expect(notificationsOf(deployment).at(-1)).toContain('expires in 15 days');
});

// Incident 31
test('all warnings for one owner are in one alert, and each owner gets a separate alert', async () => {
  const deployment = await deploy({ alation: { refreshTokenLifetimeMs: 7 * DAY_MS } });
  for (const index of [1, 2, 3, 4, 5]) await deployment.integrate(`tableau-${index}`, 1, 'bi-team');
  await deployment.integrate('airflow', 1, 'data-platform');
  await deployment.rotate();
  await deployment.warn();
  deployment.aws.topics.messages.length = 0;

  await deployment.clock.advance(5 * DAY_MS);
  await deployment.warn();

  const messages = messagesOf(deployment).map(({ attributes }) => [
    attributes['owner']?.value,
    JSON.parse(attributes['integrations']?.value ?? ''),
  ]);
  expect(messages).toEqual([
    ['bi-team', ['tableau-1', 'tableau-2', 'tableau-3', 'tableau-4', 'tableau-5']],
    ['data-platform', ['airflow']],
  ]);
});

test('if the warner is not allowed to describe a secret, it publishes all alerts, and the run fails', async () => {
  const deployment = await deploy({ alation: { refreshTokenLifetimeMs: 7 * DAY_MS } });
  for (const name of ['airflow', 'tableau']) await deployment.integrate(name, 1, name);
  await deployment.rotate();
  deployment.aws.faults.add({
    kind: 'error',
    service: 'secretsmanager',
    operation: 'DescribeSecret',
    code: 'AccessDeniedException',
    matchSecretId: 'tableau',
  });

  await expect(deployment.warn()).rejects.toThrow(
    'SecretsNotDescribedError: Secrets Manager did not describe 1 secret: the log says which and why',
  );

  expect(logged(deployment, 'IntegrationNotDescribed')).toMatchObject([
    { integration: 'tableau', code: 'SecretAccessDenied' },
  ]);
  expect(messagesOf(deployment).map(({ attributes }) => attributes['owner']?.value)).toEqual([
    'airflow',
    'tableau',
  ]);
  expect(logged(deployment, 'WarnerEnded').at(-1)).toMatchObject({ alertsPublished: 2 });
});

test('a run that is not allowed to write tags publishes its alerts, and fails', async () => {
  const deployment = await withDueWarning();
  deployment.aws.faults.add({
    kind: 'error',
    service: 'secretsmanager',
    operation: 'TagResource',
    code: 'AccessDeniedException',
  });

  await expect(deployment.warn()).rejects.toThrow(
    'NotificationStateNotSavedError: the warner could not save the notification state of 1 integration',
  );

  expect(messagesOf(deployment)).toHaveLength(1);
  expect(logged(deployment, 'NotificationStateNotSaved')).toMatchObject([
    { integration: 'tableau', code: 'SecretAccessDenied' },
  ]);
});

test('a run that is not allowed to put events publishes its alerts once, and fails', async () => {
  const deployment = await withDueWarning();
  deployment.aws.faults.add({
    kind: 'error',
    service: 'events',
    operation: 'PutEvents',
    code: 'AccessDeniedException',
  });

  await expect(deployment.warn()).rejects.toThrow('EventsRefusedError: the event bus refused 1 event');
  await expect(deployment.warn()).resolves.toMatchObject({ alertsPublished: 0 });

  expect(messagesOf(deployment)).toHaveLength(1);
  expect(logged(deployment, 'EventsRefused')).toMatchObject([
    { level: 'ERROR', refused: 1, detailTypes: [DetailType.refreshTokenExpiring] },
  ]);
});

test('a replica whose secret the warner is not allowed to describe does not count as current, and the check fails', async () => {
  const deployment = await deploy();
  for (const name of ['airflow', 'tableau']) {
    await deployment.integrate(name, 1);
    await deployment.secretsManager.send(
      new TagResourceCommand({
        SecretId: accessTokenSecret(name),
        Tags: [{ Key: Tag.replicas, Value: 'us-east-1' }],
      }),
    );
  }
  deployment.aws.faults.add({
    kind: 'error',
    service: 'secretsmanager',
    operation: 'DescribeSecret',
    code: 'AccessDeniedException',
    matchSecretId: 'airflow',
  });

  await expect(deployment.warn(REPLICA_CHECK)).rejects.toThrow('Secrets Manager did not describe 1 secret');

  expect(logged(deployment, 'ReplicaNotCurrent').map((line) => [line.integration, line['status']])).toEqual([
    ['airflow', 'Unknown'],
    ['tableau', 'Missing'],
  ]);
  expect(metricsOf(deployment, 'warner').at(-1)).toMatchObject({ ReplicasNotCurrent: 2 });
});

// Incident 11
test('a listing that is minutes old causes no duplicate alert', async () => {
  const deployment = await deploy({
    alation: { refreshTokenLifetimeMs: 7 * DAY_MS },
    listStalenessMs: 300_000,
  });
  await deployment.integrate('tableau', 1);
  await deployment.clock.advance(300_000);
  await deployment.rotate();
  await deployment.clock.advance(300_000);
  for (let run = 0; run < 4; run++) {
    await deployment.warn();
    await deployment.clock.advance(60_000);
  }
  expect(messagesOf(deployment)).toHaveLength(1);
});

test('after the loss of the notification state, the warner sends the current stage again', async () => {
  const deployment = await rotatedOnce(7);
  await daysPass(deployment, 1);
  const before = messagesOf(deployment).length;
  const cleared = Object.keys(tagsOf(deployment, 'tableau'))
    .filter((key) => key.startsWith(Tag.warnedPrefix))
    .map((Key) => ({ Key, Value: '' }));
  await deployment.secretsManager.send(
    new TagResourceCommand({ SecretId: credentialsSecret('tableau'), Tags: cleared }),
  );

  await deployment.warn();

  expect(messagesOf(deployment).length).toBe(before + 1);
  expect(notificationsOf(deployment).at(-1)).toContain('expires in 6 days');
});
