import { expect, test } from 'vitest';
import { DetailType } from '../../functions/contract.ts';
import { routeOf } from '../../local/installation/event-routes.ts';
import { credentialsOf, DAY_MS, type Deployment, deploy, HOUR_MS, MINUTE_MS } from './deployment.ts';
import { eventsOf, logged, messagesOf, metricsOf } from './observations.ts';

/** Creates an integration whose rotation is due, and removes the alerts so far. */
async function due(refreshTokens: number): Promise<{ deployment: Deployment; ids: string[] }> {
  const deployment = await deploy();
  const issued = await deployment.integrate('tableau', refreshTokens, 'bi-team');
  await deployment.rotate();
  await deployment.deliverEvents();
  await deployment.clock.advance(12 * HOUR_MS);
  deployment.aws.topics.messages.length = 0;
  return { deployment, ids: issued.map(({ id }) => id) };
}

/** Severity and first line of each alert. */
const alertsOf = (deployment: Deployment): readonly string[] =>
  messagesOf(deployment).map(
    ({ message, attributes }) => `${attributes['severity']?.value}: ${message.split('\n')[0]}`,
  );

/** Runs the rotator on schedule for this many ms, while the stack's rules start the warner. */
async function sweepFor(deployment: Deployment, ms: number): Promise<void> {
  for (const end = deployment.clock.now() + ms; deployment.clock.now() < end;) {
    await deployment.sweep();
    await deployment.deliverEvents();
  }
}

test('a failure of eight hours causes one alert, and its recovery causes one alert', async () => {
  const { deployment } = await due(2);
  deployment.alation.outage(true, { of: 'token-endpoints' });
  await sweepFor(deployment, 8 * HOUR_MS);
  await deployment.warn();
  deployment.alation.outage(false);
  await sweepFor(deployment, 3 * HOUR_MS);
  await deployment.warn();

  expect(alertsOf(deployment)).toEqual([
    expect.stringMatching(
      /^critical: tableau: rotation has been failing for .*: Alation is not available \(AlationUnavailable\)\./,
    ),
    expect.stringMatching(/^info: tableau: rotation works again\./),
  ]);
});

test('a transient failure that ends within three attempts causes no alert', async () => {
  const { deployment } = await due(2);
  deployment.alation.outage(true);
  await sweepFor(deployment, 30 * MINUTE_MS);
  deployment.alation.outage(false);
  await sweepFor(deployment, 2 * HOUR_MS);

  expect(alertsOf(deployment)).toEqual([]);
});

test('a rejected credential causes one immediate alert, which names the page for a new refresh token', async () => {
  const { deployment, ids } = await due(1);
  deployment.alation.revokeRefreshToken(ids[0] ?? '');
  await sweepFor(deployment, 6 * HOUR_MS);
  await deployment.warn();

  expect(alertsOf(deployment)).toEqual([
    'critical: tableau: Alation rejected every credential just now, on 2026-11-24 20:15 UTC. Rotation has stopped. Once a day the rotator checks whether Alation accepts one of the credentials again.',
  ]);
  expect(messagesOf(deployment)[0]?.message).toContain(
    'Consumers can use the published access token until 2026-11-25 08:00 UTC.',
  );
  expect(messagesOf(deployment)[0]?.message).toContain(`${deployment.alation.url}/account/auth`);
});

test('each malformed replacement of a rejected credential causes one immediate alert', async () => {
  const { deployment, ids } = await due(1);
  deployment.alation.revokeRefreshToken(ids[0] ?? '');
  await sweepFor(deployment, HOUR_MS);
  for (const bad of ['{"base_url":', '{"base_url": 1}']) {
    await deployment.store('tableau', bad);
    await sweepFor(deployment, 6 * HOUR_MS);
  }
  await deployment.warn();

  expect(alertsOf(deployment)).toEqual([
    expect.stringMatching(/^critical: tableau: Alation rejected every credential /),
    expect.stringMatching(/^critical: tableau: rotation has been failing for .* \(CredentialsMalformed\)\./),
    expect.stringMatching(/^critical: tableau: rotation has been failing for .* \(CredentialsMalformed\)\./),
  ]);
});

test('a recovery after a replacement of credentials causes one alert, although two events start the warner at the same moment', async () => {
  const { deployment, ids } = await due(1);
  deployment.alation.revokeRefreshToken(ids[0] ?? '');
  await sweepFor(deployment, HOUR_MS);
  const fresh = deployment.alation.createRefreshTokenInUi({ userId: 102, name: 'replacement' });
  await deployment.store('tableau', credentialsOf(deployment.alation.url, [fresh]));
  const before = eventsOf(deployment).length;
  deployment.aws.topics.messages.length = 0;
  await deployment.sweep();

  const events = eventsOf(deployment).slice(before);
  expect(events.map((event) => event['detail-type'])).toEqual([
    DetailType.rotated,
    DetailType.rotationRecovered,
    DetailType.refreshTokenAccepted,
  ]);
  await Promise.all(
    events.filter((event) => routeOf(event) === 'warner').map((event) => deployment.warn(event)),
  );
  expect(messagesOf(deployment).map(({ message }) => message.match(/^tableau: /gm)?.length)).toEqual([2]);
});

test('the rejection of one credential of two causes a warning, which the daily run sends', async () => {
  const { deployment, ids } = await due(2);
  deployment.alation.revokeRefreshToken(ids[1] ?? '');
  await sweepFor(deployment, 2 * HOUR_MS);
  expect(alertsOf(deployment)).toEqual([]);
  await deployment.warn();

  expect(alertsOf(deployment)).toEqual([
    expect.stringMatching(/^warning: tableau: Alation rejected the credential "b"/),
  ]);
});

test('an added credential that Alation rejects causes a warning, and no alert says that credentials were accepted', async () => {
  const deployment = await deploy();
  const [good] = await deployment.integrate('tableau', 1, 'bi-team');
  await deployment.rotate();
  await deployment.deliverEvents();
  await deployment.clock.advance(HOUR_MS);
  deployment.aws.topics.messages.length = 0;
  await deployment.store('tableau', {
    base_url: deployment.alation.url,
    credentials: [
      { name: 'default', refresh_token: good?.refreshToken, user_id: good?.userId },
      { name: 'new', refresh_token: 'x'.repeat(40), user_id: 102 },
    ],
  });
  await sweepFor(deployment, DAY_MS);
  await deployment.warn();

  expect(alertsOf(deployment)).toEqual([
    expect.stringMatching(/^warning: tableau: Alation rejected the credential "new"/),
  ]);
});

test('an alert that SNS refuses is sent by the next run, and the failed run logs why', async () => {
  const { deployment, ids } = await due(1);
  deployment.alation.revokeRefreshToken(ids[0] ?? '');
  await deployment.rotate();
  const refusal = { kind: 'error', service: 'sns', operation: 'Publish', code: 'KMSAccessDenied' } as const;
  deployment.aws.faults.add({ ...refusal, times: 1 });

  await expect(deployment.warn()).rejects.toThrow(
    'AlertsNotPublishedError: the warner could not publish 1 of 1 alerts',
  );
  expect(logged(deployment, 'AlertNotPublished')).toMatchObject([{ severity: 'critical', owner: 'bi-team' }]);
  expect(JSON.stringify(logged(deployment, 'AlertNotPublished'))).toContain(
    `Publish at ${deployment.alertTopicArn} failed (KMSAccessDenied`,
  );
  expect(deployment.deadLetters).toMatchObject([{ responsePayload: { errorType: 'InvocationError' } }]);

  await expect(deployment.warn()).resolves.toMatchObject({ alertsPublished: 1, alertsFailed: 0 });
  await expect(deployment.warn()).resolves.toMatchObject({ alertsPublished: 0 });
  expect(alertsOf(deployment)).toHaveLength(1);
});

test('if a chat topic refuses an alert, the run fails, and no alert is sent twice', async () => {
  const topicArn = 'arn:aws:sns:eu-central-1:111122223333:deleted';
  const deployment = await deploy({
    alation: { refreshTokenLifetimeMs: 7 * DAY_MS },
    warnerSettings: { chatTopics: [{ topicArn, owners: ['bi-team'] }] },
  });
  await deployment.integrate('tableau', 1, 'bi-team');
  await deployment.rotate();

  await expect(deployment.warn()).rejects.toThrow('the warner could not publish 1 of 2 alerts');
  for (let run = 0; run < 4; run++) await deployment.warn();

  expect(alertsOf(deployment)).toHaveLength(1);
  expect(logged(deployment, 'AlertNotInChat')).toMatchObject([{ severity: 'warning', owner: 'bi-team' }]);
  expect(JSON.stringify(logged(deployment, 'AlertNotInChat'))).toContain(`Publish at ${topicArn} failed`);
});

test('the metrics of the warner show the nearest expiry and the number of subscriptions', async () => {
  const { deployment } = await due(1);
  await deployment.warn();

  expect(metricsOf(deployment, 'warner').at(-1)).toMatchObject({
    DaysToNearestRefreshTokenExpiry: expect.closeTo(60 - (12 * HOUR_MS) / DAY_MS),
    ConfirmedSubscriptions: 0,
  });
  expect(metricsOf(deployment, 'warner').at(-1)).not.toHaveProperty('RefreshTokensRenewed');
});

// Incident 16
test('an integration that waits for its first credentials causes no alert', async () => {
  const deployment = await deploy();
  await deployment.addIntegration('tableau', 'bi-team');
  await sweepFor(deployment, 2 * HOUR_MS);
  await deployment.warn();

  expect(messagesOf(deployment)).toEqual([]);
  expect(logged(deployment, 'RotationFailed')).toEqual([]);
});
