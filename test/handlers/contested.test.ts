import { expect, test } from 'vitest';
import { DetailType } from '../../functions/contract.ts';
import { activeContest, shownState } from '../../functions/integration/contest.ts';
import type { PublishedMessage } from '../../local/aws/sns/topic-store.ts';
import { credentialsOf, DAY_MS, type Deployment, deploy, HOUR_MS, INTERVAL_MS, START } from './deployment.ts';
import { eventsOf, messagesOf, metricsOf, stateOf, tagsOf } from './observations.ts';

/** Runs the schedules of this time span: sweeps, the delivery of their events, and the warner daily at 08:00 UTC. */
async function runFor(
  deployment: Deployment,
  ms: number,
  atHour: (hour: number) => void = () => {},
): Promise<void> {
  // Waits of the rotator move the clock past the scheduled time.
  const begin = deployment.clock.now() - ((deployment.clock.now() - START) % INTERVAL_MS);
  for (let at = begin + INTERVAL_MS; at <= begin + ms; at += INTERVAL_MS) {
    await deployment.clock.advance(Math.max(0, at - deployment.clock.now()));
    if ((at - begin) % HOUR_MS === 0) atHour((at - begin) / HOUR_MS);
    await deployment.rotate();
    await deployment.deliverEvents();
    if ((at - START) % DAY_MS === 0) await deployment.warn();
  }
}

/** Creates an integration with this many refresh tokens, and removes the alerts so far. */
async function onboarded(refreshTokens: number) {
  const deployment = await deploy();
  const issued = await deployment.integrate('tableau', refreshTokens, 'bi-team');
  await deployment.rotate();
  await deployment.deliverEvents();
  deployment.aws.topics.messages.length = 0;
  return { deployment, issued };
}

/** The number of days since 2026-11-24 UTC, the severity and the first line of a message. */
const shown = ({ publishedAt, attributes, message }: PublishedMessage) => ({
  day: Math.trunc((publishedAt - Date.UTC(2026, 10, 24)) / DAY_MS),
  severity: attributes['severity']?.value,
  line: message.split('\n')[0],
});

test.each([
  // After a critical alert the warner reports the end immediately. After a warning the daily run reports the end.
  [1, 'critical', 3],
  [2, 'warning', 4],
] as const)(
  'with %i credential(s), a program that mints every 2 h makes the integration contested with its second mint, and one %s alert a day follows until a day after the last mint',
  async (credentials, severity, endDay) => {
    const { deployment, issued } = await onboarded(credentials);
    const mint = () => {
      for (const { id } of issued) deployment.alation.createAPIAccessTokenInUi(id);
    };
    mint();
    await runFor(deployment, 2 * HOUR_MS - INTERVAL_MS);
    expect(shownState(stateOf(deployment, 'tableau'))).toBe('fresh');
    expect(messagesOf(deployment)).toEqual([]);
    mint();
    await runFor(deployment, 1.25 * HOUR_MS);
    expect(shownState(stateOf(deployment, 'tableau'))).toBe('contested');
    expect(tagsOf(deployment, 'tableau')['token-rotator:status']).toMatch(/^state=contested /);
    expect(eventsOf(deployment, DetailType.contested).map(({ detail }) => detail)).toEqual([
      {
        version: '1',
        integration: 'tableau',
        owner: 'bi-team',
        state: 'contested',
        code: 'OtherMinter',
        credential: expect.any(String),
        since: expect.any(String),
      },
    ]);

    await runFor(deployment, 45 * HOUR_MS, (hour) => {
      if (hour % 2 === 0) mint();
    });
    const alerts = messagesOf(deployment).map(shown);
    expect(alerts.map(({ day }) => day)).toEqual([0, 1, 2]);
    expect(new Set(alerts.map((one) => one.severity))).toEqual(new Set([severity]));
    expect(alerts[0]?.line).toMatch(
      /^tableau: another program or person mints from the credential "(default|a|b)" \(contested since 2026-11-24 \d\d:\d\d UTC\)\.$/,
    );
    const gauges = metricsOf(deployment, 'warner').flatMap((line) => line['IntegrationsContested'] ?? []);
    expect(gauges).toEqual([1, 1]);

    await runFor(deployment, 2 * DAY_MS);
    expect(shownState(stateOf(deployment, 'tableau'))).toBe('fresh');
    expect(tagsOf(deployment, 'tableau')['token-rotator:contested']).toBe('');
    expect(
      messagesOf(deployment)
        .map(shown)
        .map(({ day, severity: one }) => `${day} ${one}`),
    ).toEqual([0, 1, 2, 3].map((day) => `${day} ${severity}`).concat(`${endDay} info`));
    expect(eventsOf(deployment, DetailType.contestEnded).map(({ detail }) => detail['code'])).toEqual([
      'OtherMinter',
    ]);
  },
);

test('a job that mints once every night makes an integration contested on the second night', async () => {
  const { deployment, issued } = await onboarded(1);
  const id = issued[0]?.id ?? '';
  const nightly = (hour: number) => {
    if (hour === 15) deployment.alation.createAPIAccessTokenInUi(id);
  };
  await runFor(deployment, DAY_MS, nightly);
  expect(activeContest(stateOf(deployment, 'tableau'))).toBeUndefined();
  await runFor(deployment, DAY_MS, nightly);
  expect(activeContest(stateOf(deployment, 'tableau'))).toBeDefined();
});

test('an operator who revokes access tokens every four hours does not make the integration contested', async () => {
  const { deployment, issued } = await onboarded(1);
  for (let revocation = 0; revocation < 3; revocation++) {
    deployment.alation.revokeAccessTokensOf(issued[0]?.id ?? '');
    await deployment.rotate({ integration: 'tableau', force: true });
    await runFor(deployment, 4 * HOUR_MS);
  }
  expect(stateOf(deployment, 'tableau').contest).toBeUndefined();
  expect(messagesOf(deployment)).toEqual([]);
});

test('two integrations with the same refresh token become contested within two sweeps, and a daily alert of each integration names the other integration', async () => {
  const { deployment, issued } = await onboarded(1);
  await deployment.addIntegration('loader', 'platform');
  await deployment.store('loader', credentialsOf(deployment.alation.url, issued));
  await runFor(deployment, 2 * INTERVAL_MS);

  for (const [name, other] of [
    ['tableau', 'loader'],
    ['loader', 'tableau'],
  ] as const) {
    expect(activeContest(stateOf(deployment, name))).toMatchObject({ sharedWith: other });
    expect(shownState(stateOf(deployment, name))).toBe('contested');
  }
  await runFor(deployment, 2 * DAY_MS - 2 * INTERVAL_MS);
  const contested = messagesOf(deployment).filter(({ message }) => message.includes('uses the same'));
  expect(contested.map((one) => `${shown(one).day} ${one.attributes['owner']?.value}`).toSorted()).toEqual([
    '0 bi-team',
    '0 platform',
    '1 bi-team',
    '1 platform',
    '2 bi-team',
    '2 platform',
  ]);
  expect(contested[0]?.message).toContain(
    'Each mint for one integration revokes the access token of the other.',
  );

  const own = deployment.alation.createRefreshTokenInUi({ userId: 102, name: 'own' });
  await deployment.store('loader', credentialsOf(deployment.alation.url, [own]));
  await runFor(deployment, 2 * INTERVAL_MS);
  for (const name of ['tableau', 'loader']) {
    expect(stateOf(deployment, name).contest).toBeUndefined();
    expect(shownState(stateOf(deployment, name))).toBe('fresh');
  }
});

test('a sweep makes no additional call and writes no tag if integrations share no credential', async () => {
  const { deployment } = await onboarded(2);
  await deployment.integrate('loader', 2);
  await deployment.sweepFor(INTERVAL_MS);
  deployment.aws.calls.reset();
  await deployment.rotate();
  const { 'secretsmanager.BatchGetSecretValue': _probes, ...others } = deployment.aws.calls.all();
  expect(others).toEqual({ 'secretsmanager.ListSecrets': 1 });
});

test('the warner warns once about an expires_in that contradicts the JWT', async () => {
  const deployment = await deploy();
  await deployment.addIntegration('loader', 'platform');
  const client = deployment.alation.registerOAuthClient({ name: 'loader', accessTokenDurationMs: DAY_MS });
  await deployment.store('loader', {
    base_url: deployment.alation.url,
    client_id: client.clientId,
    client_secret: client.clientSecret,
  });
  deployment.alation.faults.add({
    kind: 'changedFields',
    path: '/oauth/v2/token/',
    fields: { expires_in: 60 * 24 * 3_600 },
  });
  await runFor(deployment, 3 * DAY_MS);
  const warnings = messagesOf(deployment).filter((one) => one.attributes['severity']?.value === 'warning');
  expect(warnings.map(shown)).toEqual([
    {
      day: 1,
      severity: 'warning',
      line: 'loader: Alation reported an impossible lifetime, or two different lifetimes, for access tokens of the credential "default".',
    },
  ]);
  expect(shownState(stateOf(deployment, 'loader'))).toBe('fresh');
});
