import { CreateSecretCommand } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SecretRole, Tag } from '../../functions/contract.ts';
import { systemClock } from '../../local/clock.ts';
import { startWorld, USER_ID, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld(['tableau', 'loader', 'ailing']);
});
afterAll(() => world.close());

const findingsOf = (body: unknown) =>
  (body as { findings: { what: string; verdict: string; says: string; todo: string[] }[] }).findings;

test('test-alert that nobody can get exits 1 and says how to subscribe', async () => {
  const { code, stdout } = await world.cli(['test-alert']);
  expect(code).toBe(1);
  expect(stdout).toContain('Nobody gets it: no subscription is confirmed');
});

test('doctor tells that nobody hears an alert, that the rotator never ran, and what waits for credentials', async () => {
  const { code, body } = await world.json(['doctor']);

  expect(code).toBe(1);
  expect(findingsOf(body).filter(({ verdict }) => verdict !== 'ok')).toMatchObject([
    { what: 'Integrations', verdict: 'warning', says: 'ailing has no credentials yet' },
    { what: 'Integrations', verdict: 'warning', says: 'loader has no credentials yet' },
    { what: 'Integrations', verdict: 'warning', says: 'tableau has no credentials yet' },
    {
      what: 'Last run',
      verdict: 'problem',
      says: 'the rotator has not run for three of its intervals (45 min)',
    },
    { what: 'Alerts', verdict: 'problem', says: 'nobody hears an alert: no subscription is confirmed' },
  ]);
});

test('doctor finds everything in order once it is', async () => {
  await Promise.all([world.onboarded('ailing'), world.onboarded('tableau'), world.onboarded('loader', 2)]);
  await world.subscribed();

  const { code, stdout } = await world.cli(['doctor']);

  expect(code).toBe(0);
  expect(stdout).toMatch(/^AWS +Secrets +ok +3 integrations under alation\/$/m);
  expect(stdout).toMatch(/^AWS +Schedules +ok +the rotator is started by its schedule$/m);
  expect(stdout).toMatch(/^AWS +Last run +ok +the rotator ran just now$/m);
  expect(stdout).toMatch(
    /^AWS +Alerts +ok +1 confirmed subscription; try it: npx alation-tokens test-alert$/m,
  );
  expect(stdout).not.toContain('What to do now');
});

test('doctor tells of an integration that Alation refuses, with what status says is to be done', async () => {
  const before = new Set(world.alation.refreshTokens().map(({ id }) => id));
  await world.onboarded('ailing');
  world.alation.refreshTokens().forEach(({ id }) => {
    if (!before.has(id)) world.alation.revokeRefreshToken(id);
  });
  await world.cli(['rotate', 'ailing']);

  const { code, body } = await world.json(['doctor']);
  const found = findingsOf(body).find(({ what }) => what === 'Integrations');
  // The others go on in good health.
  await world.onboarded('ailing');

  expect(code).toBe(1);
  expect(found).toMatchObject({
    verdict: 'problem',
    says: 'ailing is rejected: Alation refuses every credential',
    todo: [expect.stringContaining('npx alation-tokens replace ailing')],
  });
  expect((await world.cli(['doctor'])).code).toBe(0);
});

test('doctor that is to look at nothing is wrong usage', async () => {
  const { code, stderr } = await world.cli(['doctor', '--no-aws']);
  expect(code).toBe(2);
  expect(stderr).toContain('npx alation-tokens doctor --no-aws --alation');
});

test('doctor finds a schedule that is switched off, a rule that is, and a KMS key that is', async () => {
  const keyId = '11111111-2222-3333-4444-555555555555';
  world.aws.keys.push({ keyId, state: 'PendingDeletion' });
  await world.installation.secretsManager.send(
    new CreateSecretCommand({
      Name: 'alation/keyed/credentials',
      KmsKeyId: keyId,
      Tags: [
        { Key: Tag.role, Value: SecretRole.credentials },
        { Key: Tag.integration, Value: 'keyed' },
      ],
    }),
  );
  const schedules = world.aws.schedules.splice(0);
  world.aws.schedules.push(...schedules.map((schedule) => ({ ...schedule, state: 'DISABLED' as const })));
  const rules = world.aws.events.rules.splice(0);
  world.aws.events.rules.push(...rules.map((rule) => ({ ...rule, state: 'DISABLED' as const })));

  const { code, body } = await world.json(['doctor']);
  world.aws.schedules.splice(0, Infinity, ...schedules);
  world.aws.events.rules.splice(0, Infinity, ...rules);

  expect(code).toBe(1);
  expect(findingsOf(body).filter(({ verdict }) => verdict === 'problem')).toMatchObject([
    { what: 'Secrets', says: 'alation/keyed/access-token is missing, deleted or has lost its tags' },
    {
      what: 'KMS key',
      says: expect.stringContaining('is PendingDeletion: no secret under it can be read or written'),
    },
    { what: 'Rotator', says: 'the rule that starts it on request is switched off' },
    { what: 'Warner', says: 'the rule that starts it on request is switched off' },
    { what: 'Schedules', says: 'a schedule of the rotator is switched off' },
    { what: 'Schedules', says: 'a schedule of the warner is switched off' },
  ]);
});

test('where the group of the schedules is gone doctor says that nothing starts the functions', async () => {
  const clear = world.aws.faults.add({
    kind: 'error',
    service: 'scheduler',
    code: 'ResourceNotFoundException',
    status: 404,
  });
  const { code, body } = await world.json(['doctor']);
  clear();

  expect(code).toBe(1);
  expect(findingsOf(body).filter(({ what }) => what === 'Schedules')).toMatchObject([
    { verdict: 'problem', says: 'no schedule starts the rotator' },
    { verdict: 'problem', says: 'no schedule starts the warner' },
  ]);
});

test('what doctor may not look at is unknown, is said, and hides nothing else', async () => {
  const clear = world.aws.faults.add({
    kind: 'error',
    service: 'scheduler',
    code: 'AccessDeniedException',
    status: 403,
  });
  const { code, body } = await world.json(['doctor']);
  clear();

  expect(code).toBe(1);
  const found = findingsOf(body);
  expect(found.find(({ what }) => what === 'Schedules')).toMatchObject({
    verdict: 'unknown',
    todo: [expect.stringContaining('scheduler:ListSchedules')],
  });
  expect(found.find(({ what }) => what === 'Alerts')).toMatchObject({ verdict: 'ok' });
});

test.each([
  ['AccessDeniedException', 403, 1, 'You need the IAM action secretsmanager:ListSecrets'],
  ['ThrottlingException', 400, 3, 'Try again in a moment'],
  ['InternalFailure', 500, 3, 'Try again in a moment'],
])(
  'doctor that could look at nothing (%s) ends as status does, and says what to do once',
  async (code, status, exitCode, todo) => {
    for (const service of ['secretsmanager', 'events'] as const) {
      world.aws.faults.add({ kind: 'error', service, code, status });
    }
    const looked = await world.cli(['doctor']);
    const asked = await world.cli(['status']);
    world.aws.faults.clear();

    expect(looked.code).toBe(exitCode);
    expect(asked.code).toBe(exitCode);
    expect(looked.stdout).toMatch(/^AWS +Secrets +unknown /m);
    expect(looked.stdout).toMatch(/^AWS +Stack +unknown /m);
    expect(looked.stdout.split(todo)).toHaveLength(2);
  },
);

test('doctor of a prefix that is not deployed says so', async () => {
  const { code, stdout } = await world.cli(['doctor', '--prefix', 'nowhere']);
  expect(code).toBe(1);
  expect(stdout).toContain('no integration has secrets under nowhere/');
  expect(stdout).toContain('There is no event bus nowhere-token-rotator');
});

/** A throw-away refresh token as JSON. */
const throwAway = () =>
  JSON.stringify({
    base_url: world.alation.url,
    refresh_token: world.refreshToken('throw-away'),
    user_id: USER_ID,
  });

test.each([
  ['revokes', 'kills the access token minted before', 'a moment before the new one is', true],
  ['coexists', 'leaves the access token minted before alive', 'Do not build on it', false],
] as const)(
  'doctor --alation of an instance where minting %s says what that means for one credential and for two',
  async (supersession, says, meaning, supersedes) => {
    world.alation.behaviour.supersession = supersession;
    const input = {
      base_url: world.alation.url,
      refresh_token: world.refreshToken('throw-away'),
      user_id: USER_ID,
    };
    const args = ['doctor', '--no-aws', '--alation'];
    const human = await world.cli(args, JSON.stringify(input));
    const { code, body } = await world.json(args, JSON.stringify(input));
    world.alation.behaviour.supersession = 'revokes';

    expect(code).toBe(0);
    expect(body).toMatchObject({ supersedes });
    expect(human.stdout).toContain(says);
    expect(human.stdout).toContain(meaning);
    expect(human.stdout).toContain('Two credentials: rotation alternates');
    expect(human.stdout).toMatch(/Access tokens +ok +live 24 h/);
    expect(human.stdout).toMatch(/Refresh token +ok +60 days left/);
  },
);

test.each([401, 403] as const)(
  'doctor --alation tells that a call with a superseded access token is answered with %i',
  async (status) => {
    world.alation.behaviour.inactiveTokenStatus = status;
    const { code, body } = await world.json(['doctor', '--no-aws', '--alation'], throwAway());
    world.alation.behaviour.inactiveTokenStatus = 403;

    expect(code).toBe(0);
    expect(body).toMatchObject({ supersedes: true, supersededStatus: status });
    expect(findingsOf(body).find(({ what }) => what === 'Calls')).toMatchObject({
      verdict: 'ok',
      says: `a superseded access token is answered with HTTP ${status}, on which consumers read the secret again`,
    });
  },
);

test('where access tokens coexist, a call with the one before is let in', async () => {
  world.alation.behaviour.supersession = 'coexists';
  const { body } = await world.json(['doctor', '--no-aws', '--alation'], throwAway());
  world.alation.behaviour.supersession = 'revokes';

  expect(body).toMatchObject({ supersedes: false, supersededStatus: null });
  expect(findingsOf(body).find(({ what }) => what === 'Calls')).toMatchObject({
    verdict: 'ok',
    says: 'a living access token is let in (HTTP 200)',
  });
});

test.each([
  [302, 'consumers are told to read the secret again on 401 and 403', 'on HTTP 302 as well'],
  [200, 'is still let in (HTTP 200), though Alation calls it dead', 'Do not build on it'],
])(
  'an Alation that answers HTTP %i to a dead access token is worth a warning',
  async (status, says, todo) => {
    world.alation.faults.add({ kind: 'status', path: '/userinfo/', status, times: 1 });

    const { code, body } = await world.json(['doctor', '--no-aws', '--alation'], throwAway());

    expect(code).toBe(0);
    expect(findingsOf(body).find(({ what }) => what === 'Calls')).toMatchObject({
      verdict: 'warning',
      says: expect.stringContaining(says),
      todo: [expect.stringContaining(todo)],
    });
  },
);

test('the life of access tokens is judged by the tick of the deployed rotator, where that can be read', async () => {
  const [name = '', rotator] = [...world.aws.functions].find(([one]) => one.endsWith('-rotator')) ?? [];
  if (rotator === undefined) throw new Error('no rotator is deployed');
  const environment = { ...rotator.environment, ROTATION_INTERVAL_MINUTES: '60' };
  world.aws.functions.set(name, { ...rotator, environment });
  world.alation.behaviour.accessTokenLifetimeMs = 90 * 60_000;
  const deployed = await world.json(['doctor', '--alation'], throwAway());
  const unread = await world.json(['doctor', '--no-aws', '--alation'], throwAway());
  world.aws.functions.set(name, rotator);
  world.alation.behaviour.accessTokenLifetimeMs = 24 * 3_600_000;

  expect(findingsOf(deployed.body).find(({ what }) => what === 'Access tokens')).toMatchObject({
    verdict: 'problem',
    says: expect.stringContaining('live 1 h, too short for a tick every 60 minutes'),
    todo: [expect.stringContaining('set rotationIntervalMinutes to 15, or')],
  });
  expect(findingsOf(unread.body).find(({ what }) => what === 'Access tokens')).toMatchObject({
    verdict: 'ok',
    says: 'live 1 h, long enough for a tick every 15 minutes, the default',
  });
});

test('a probe that breaks off leaves nothing alive that it minted', async () => {
  const { id, refreshToken } = world.alation.createRefreshTokenInUi({ userId: USER_ID, name: 'broken' });
  const input = { base_url: world.alation.url, refresh_token: refreshToken, user_id: USER_ID };
  // Before the second mint.
  world.alation.faults.add({ kind: 'html502', path: 'validateAPIAccessToken', times: 1 });

  const { code, stdout } = await world.cli(['doctor', '--no-aws', '--alation'], JSON.stringify(input));

  expect(code).toBe(1);
  expect(stdout).toContain('An access token could not be verified');
  const minted = world.alation.accessTokens().filter(({ credentialId }) => credentialId === id);
  expect(minted.map(({ status }) => status)).toEqual(['REVOKED']);
});

test('what doctor minted is dead afterwards', async () => {
  const { id, refreshToken } = world.alation.createRefreshTokenInUi({ userId: USER_ID, name: 'clean' });
  const args = [
    'doctor',
    '--no-aws',
    '--alation',
    '--base-url',
    world.alation.url,
    '--user-id',
    String(USER_ID),
  ];

  const { stdout } = await world.cli(args, refreshToken);

  expect(stdout).toMatch(/Revoking +ok +kills access tokens at once/);
  const minted = world.alation.accessTokens().filter(({ credentialId }) => credentialId === id);
  expect(minted.map(({ status }) => status)).toEqual(['REVOKED', 'REVOKED']);
});

test('doctor --alation with an OAuth client finds that minting supersedes', async () => {
  const client = world.alation.registerOAuthClient({ name: 'probe', accessTokenDurationMs: 600_000 });
  const args = ['doctor', '--no-aws', '--client-id', client.clientId, '--base-url', world.alation.url];

  const { code, stdout } = await world.cli([...args, '--from-file', '-'], client.clientSecret);

  expect(code).toBe(1);
  expect(stdout).toContain('live 10 min, too short for a tick every 15 minutes');
  expect(stdout).toMatch(/Minting +ok +kills the access token minted before from the same credential/);
  expect(stdout).toMatch(/Calls +ok +a superseded access token is answered with HTTP 401/);
  // A tick every minute would not help: Secrets Manager keeps no more than 100 versions a day.
  expect(stdout).toContain('the 100 versions a day that Secrets Manager keeps of a secret');
  expect(stdout).toContain('set the Access Token Duration to 30 minutes or more');
  expect(stdout).not.toContain('rotationIntervalMinutes');
});

test('doctor --alation of an instance that is down, or refuses, is a problem with a name', async () => {
  const input = JSON.stringify({
    base_url: world.alation.url,
    refresh_token: 'unknown-refresh-token',
    user_id: 1,
  });
  const refused = await world.cli(['doctor', '--no-aws', '--alation'], input);
  expect(refused.code).toBe(1);
  expect(refused.stdout).toContain('Alation rejected the credential (CredentialRejected, HTTP 401)');

  world.alation.outage(true);
  const down = await world.cli(['doctor', '--no-aws', '--alation'], input);
  world.alation.outage(false);
  expect(down.code).toBe(1);
  expect(down.stdout).toContain('Alation does not answer');
});

test('events lists the last rotations, newest last, and only those of one integration when asked', async () => {
  expect((await world.cli(['rotate', 'tableau'])).code).toBe(0);

  const all = await world.cli(['events']);
  expect(all.code).toBe(0);
  expect(all.stdout).toMatch(/^TIME +INTEGRATION +WHAT +DETAIL$/m);
  expect(all.stdout).toMatch(
    / loader +rotated +Requested, from "loader-a", until \d{4}-\d\d-\d\d \d\d:\d\d UTC$/m,
  );

  const { body } = await world.json(['events', 'tableau', '--limit', '1']);
  expect(body).toMatchObject({
    logGroup: '/aws/lambda/alation-token-rotator-rotator',
    complete: true,
    events: [
      { event: 'AccessTokenRotated', integration: 'tableau', reason: 'Requested', credential: 'tableau-a' },
    ],
  });
});

test('events shows a failure with its code', async () => {
  world.alation.outage(true);
  await world.cli(['rotate', 'loader']);
  world.alation.outage(false);

  const { stdout } = await world.cli(['events', 'loader']);

  expect(stdout.trimEnd().split('\n').at(-1)).toMatch(
    /loader +failed +AlationUnavailable: POST .* answered HTTP 503/,
  );
});

test('events of an integration that is misspelled is answered with those there are', async () => {
  const { code, stderr } = await world.cli(['events', 'tablaeu']);
  expect(code).toBe(1);
  expect(stderr).toContain('There is no integration "tablaeu" under the prefix "alation"');
  expect(stderr).toContain('tableau');
});

test("events and test-alert tell time by AWS's clock", async () => {
  // From here what happened there lies days back.
  const behindMs = 3 * 86_400_000;
  const behind = await startWorld(['behind'], {
    clock: { ...systemClock, now: () => systemClock.now() - behindMs },
  });
  await behind.onboarded('behind');
  const group = ['--log-group', '/aws/lambda/alation-token-rotator-rotator'];
  const shown = [
    await behind.json(['events', 'behind', '--since', '1h']),
    await behind.json(['events', '--since', '1h']),
    await behind.json(['events', '--since', '1h', ...group]),
  ];
  await behind.cli(['test-alert']);
  await behind.cli(['test-alert', '--topic', behind.installation.alertTopicArn]);
  const sent = behind.aws.topics.messages.map((message) => JSON.stringify(message));
  await behind.close();

  for (const { body } of shown) expect(body).toMatchObject({ events: [{ integration: 'behind' }] });
  const day = new Date(systemClock.now() - behindMs).toISOString().slice(0, 10);
  const alerts = sent.filter((message) => message.includes('This is a test'));
  expect(alerts.length).toBeGreaterThanOrEqual(2);
  for (const alert of alerts) expect(alert).toContain(`sent ${day}`);
});

test('events of an integration that never rotated says how to look further back', async () => {
  const { code, stdout } = await world.cli(['events', 'keyed']);
  expect(code).toBe(0);
  expect(stdout).toContain('No rotation in the last 24 h');
});

test('test-alert goes to the topic with the attributes that subscriptions filter by', async () => {
  const { code, stdout } = await world.cli(['test-alert', '--severity', 'critical', '--owner', 'bi-team']);

  expect(code).toBe(0);
  expect(stdout).toContain('1 confirmed subscription');
  const message = world.aws.topics.messages.at(-1);
  expect(message?.subject).toBe('Alation access tokens: test alert');
  expect(message?.attributes).toMatchObject({
    severity: { value: 'critical' },
    owner: { value: 'bi-team' },
  });
});

test('test-alert that may not publish names the rights it needs', async () => {
  const clear = world.aws.faults.add({
    kind: 'error',
    service: 'sns',
    operation: 'Publish',
    code: 'AuthorizationError',
    status: 403,
  });
  const { code, stderr } = await world.cli(['test-alert']);
  clear();
  expect(code).toBe(1);
  expect(stderr).toContain('You need sns:Publish');
});
