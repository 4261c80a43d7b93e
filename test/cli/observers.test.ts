import { CreateSecretCommand, PutResourcePolicyCommand } from '@aws-sdk/client-secrets-manager';
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

test('test-alert without a confirmed subscription exits 1 and says how to subscribe', async () => {
  const { code, stdout } = await world.cli(['test-alert']);
  expect(code).toBe(1);
  expect(stdout).toContain('A test alert is published, but no one receives it.');
  expect(stdout).toContain(
    'Confirm a subscription with the command "confirm-subscription", or subscribe again',
  );
});

test('doctor reports missing subscriptions, a rotator that never ran, and integrations without credentials', async () => {
  const { code, body } = await world.json(['doctor']);

  expect(code).toBe(1);
  expect(findingsOf(body).filter(({ verdict }) => verdict !== 'ok')).toMatchObject([
    { what: 'Integrations', verdict: 'warning', says: 'ailing has no credentials yet' },
    { what: 'Integrations', verdict: 'warning', says: 'loader has no credentials yet' },
    { what: 'Integrations', verdict: 'warning', says: 'tableau has no credentials yet' },
    {
      what: 'Last run',
      verdict: 'problem',
      says: 'the rotator has not run for 45 min, three sweep intervals',
    },
    { what: 'Alerts', verdict: 'problem', says: 'no one receives alerts: no subscription is confirmed' },
  ]);
});

test('doctor finds no problem in a working deployment', async () => {
  await Promise.all([world.onboard('ailing'), world.onboard('tableau'), world.onboard('loader', 2, 30)]);
  await world.subscribeQueue();

  const { code, stdout } = await world.cli(['doctor']);

  expect(code).toBe(0);
  expect(stdout).toMatch(/^AWS: Secrets +ok +3 integrations under alation\/$/m);
  expect(stdout).toMatch(/^AWS: Schedules +ok +a schedule starts the rotator$/m);
  expect(stdout).toMatch(/^AWS: Last run +ok +the rotator ran just now$/m);
  expect(stdout).toMatch(/^AWS: Alerts +ok +1 confirmed subscription$/m);
  expect(stdout).not.toContain('What to do');
});

test('doctor reports a rejected integration, and names the command that replaces its credential', async () => {
  const before = new Set(world.alation.refreshTokens().map(({ id }) => id));
  await world.onboard('ailing');
  world.alation.refreshTokens().forEach(({ id }) => {
    if (!before.has(id)) world.alation.revokeRefreshToken(id);
  });
  await world.cli(['rotate', 'ailing']);

  const { code, body } = await world.json(['doctor']);
  const found = findingsOf(body).find(({ what }) => what === 'Integrations');
  // The other tests need this integration in the state fresh.
  await world.onboard('ailing');

  expect(code).toBe(1);
  expect(found).toMatchObject({
    verdict: 'problem',
    says: 'ailing is rejected: Alation rejects every credential',
    todo: [expect.stringContaining('npx alation-tokens replace ailing')],
  });
  expect((await world.cli(['doctor'])).code).toBe(0);
});

test('doctor with nothing to check is wrong usage', async () => {
  const { code, stderr } = await world.cli(['doctor', '--no-aws']);
  expect(code).toBe(2);
  expect(stderr).toContain('npx alation-tokens doctor --no-aws --alation');
});

/** Creates the credentials secret of an integration that has a KMS key of its own. */
function createKeyed(integration: string, KmsKeyId: string) {
  return world.installation.secretsManager.send(
    new CreateSecretCommand({
      Name: `alation/${integration}/credentials`,
      KmsKeyId,
      Tags: [
        { Key: Tag.role, Value: SecretRole.credentials },
        { Key: Tag.integration, Value: integration },
      ],
    }),
  );
}

test('doctor finds disabled schedules, disabled rules, a missing secret and a KMS key that is scheduled for deletion', async () => {
  const keyId = '11111111-2222-3333-4444-555555555555';
  world.aws.keys.push({ keyId, state: 'PendingDeletion' });
  await createKeyed('keyed', keyId);
  const schedules = world.aws.schedules.splice(0);
  world.aws.schedules.push(...schedules.map((schedule) => ({ ...schedule, state: 'DISABLED' as const })));
  const rules = world.aws.events.rules.splice(0);
  world.aws.events.rules.push(...rules.map((rule) => ({ ...rule, state: 'DISABLED' as const })));

  const { code, body } = await world.json(['doctor']);
  world.aws.schedules.splice(0, Infinity, ...schedules);
  world.aws.events.rules.splice(0, Infinity, ...rules);

  expect(code).toBe(1);
  expect(findingsOf(body).filter(({ verdict }) => verdict === 'problem')).toMatchObject([
    { what: 'Secrets', says: 'alation/keyed/access-token is missing, deleted or without its tags' },
    {
      what: 'KMS key',
      says: expect.stringContaining(
        'is in the state PendingDeletion, so its secrets cannot be read or written',
      ),
    },
    { what: 'Rotator', says: expect.stringMatching(/^the event rule that starts \S+ is disabled$/) },
    { what: 'Warner', says: expect.stringMatching(/^the event rule that starts \S+ is disabled$/) },
    { what: 'Schedules', says: 'a schedule of the rotator is disabled' },
    { what: 'Schedules', says: 'a schedule of the warner is disabled' },
  ]);
});

/** The unique id that AWS puts in place of the ARN of a deleted role. */
const DELETED_ROLE = 'AROAEXAMPLEEXAMPLE123';
const allowing = (...AWS: readonly string[]) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Principal: { AWS }, Action: ['secretsmanager:GetSecretValue'], Resource: '*' },
    ],
  });

test('doctor finds a deleted role in the policy of an access-token secret and of a KMS key', async () => {
  const role = 'arn:aws:iam::111122223333:role/tableau';
  const setPolicy = (ResourcePolicy: string) =>
    world.installation.secretsManager.send(
      new PutResourcePolicyCommand({ SecretId: 'alation/tableau/access-token', ResourcePolicy }),
    );
  const keyId = '22222222-2222-3333-4444-555555555555';
  world.aws.keys.push({ keyId, state: 'Enabled', policy: allowing(DELETED_ROLE) });
  await createKeyed('own-key', keyId);

  await setPolicy(allowing(role, DELETED_ROLE));
  const { code, body } = await world.json(['doctor']);
  await setPolicy(allowing(role));
  const repaired = await world.json(['doctor']);

  expect(code).toBe(1);
  expect(findingsOf(body).filter(({ what }) => what === 'Policies')).toMatchObject([
    {
      verdict: 'problem',
      says: `the policy of alation/tableau/access-token contains ${DELETED_ROLE}, the id of a deleted role or user. A role or user that was created again has no access`,
    },
    { verdict: 'problem', says: expect.stringContaining(`key/${keyId} contains ${DELETED_ROLE}`) },
  ]);
  expect(findingsOf(repaired.body).filter(({ what }) => what === 'Policies')).toHaveLength(1);
});

test('if the schedule group does not exist, doctor reports that no schedule starts the functions', async () => {
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

test('the verdict of a check without permission is unknown, and the other checks still run', async () => {
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
  ['AccessDeniedException', 403, 1, 'Get the IAM permission secretsmanager:ListSecrets'],
  ['ThrottlingException', 400, 3, 'Try again in a moment'],
  ['InternalFailure', 500, 3, 'Try again in a moment'],
])(
  'if Secrets Manager and EventBridge answer with %s, doctor exits with the same code as status and names the step once',
  async (code, httpStatus, exitCode, todo) => {
    for (const service of ['secretsmanager', 'events'] as const) {
      world.aws.faults.add({ kind: 'error', service, code, status: httpStatus });
    }
    const examined = await world.cli(['doctor']);
    const status = await world.cli(['status']);
    world.aws.faults.clear();

    expect(examined.code).toBe(exitCode);
    expect(status.code).toBe(exitCode);
    expect(examined.stdout).toMatch(/^AWS: Secrets +unknown /m);
    expect(examined.stdout).toMatch(/^AWS: Stack +unknown /m);
    expect(examined.stdout.split(todo)).toHaveLength(2);
  },
);

test('doctor reports a prefix that is not deployed', async () => {
  const { code, stdout } = await world.cli(['doctor', '--prefix', 'nowhere']);
  expect(code).toBe(1);
  expect(stdout).toContain('no integration has secrets under nowhere/');
  expect(stdout).toContain('There is no event bus nowhere-token-rotator');
});

/** A test refresh token as JSON. */
const testInput = () =>
  JSON.stringify({
    base_url: world.alation.url,
    refresh_token: world.refreshToken('test'),
    user_id: USER_ID,
  });

test.each([
  ['revokes', 'makes the previous access token', 'a moment before the new access token is', true],
  ['coexists', 'leaves the previous access token', 'Do not rely on it', false],
] as const)(
  'doctor --alation says what one and two credentials mean for consumers of an Alation with the supersession "%s"',
  async (supersession, finding, meaning, supersedes) => {
    world.alation.behaviour.supersession = supersession;
    const input = {
      base_url: world.alation.url,
      refresh_token: world.refreshToken('test'),
      user_id: USER_ID,
    };
    const args = ['doctor', '--no-aws', '--alation'];
    const human = await world.cli(args, JSON.stringify(input));
    const { code, body } = await world.json(args, JSON.stringify(input));
    world.alation.behaviour.supersession = 'revokes';

    expect(code).toBe(0);
    expect(body).toMatchObject({ supersedes });
    expect(human.stdout).toContain(finding);
    expect(human.stdout).toContain(meaning);
    expect(human.stdout).toContain('Two credentials: the rotator mints from them alternately');
    expect(human.stdout).toMatch(/Access tokens +ok +lifetime 24 h/);
    expect(human.stdout).toMatch(/Refresh token +ok +60 days left/);
  },
);

test.each([401, 403] as const)(
  'doctor --alation reports that a call with a superseded access token is answered with %i',
  async (status) => {
    world.alation.behaviour.inactiveTokenStatus = status;
    const { code, body } = await world.json(['doctor', '--no-aws', '--alation'], testInput());
    world.alation.behaviour.inactiveTokenStatus = 403;

    expect(code).toBe(0);
    expect(body).toMatchObject({ supersedes: true, supersededStatus: status });
    expect(findingsOf(body).find(({ what }) => what === 'Calls')).toMatchObject({
      verdict: 'ok',
      says: `a call with a superseded access token is answered with HTTP ${status}, on which consumers read the secret again`,
    });
  },
);

test('doctor --alation reports that a call with the previous access token is accepted, if access tokens coexist', async () => {
  world.alation.behaviour.supersession = 'coexists';
  const { body } = await world.json(['doctor', '--no-aws', '--alation'], testInput());
  world.alation.behaviour.supersession = 'revokes';

  expect(body).toMatchObject({ supersedes: false, supersededStatus: null });
  expect(findingsOf(body).find(({ what }) => what === 'Calls')).toMatchObject({
    verdict: 'ok',
    says: 'a call with an active access token is accepted (HTTP 200)',
  });
});

test.each([
  [302, 'consumers read the secret again only on 401 and 403', 'on HTTP 302 as well'],
  [200, 'is accepted (HTTP 200), although Alation reports it as inactive', 'Do not rely on this'],
])(
  'doctor warns of an Alation that answers HTTP %i to an inactive access token',
  async (status, says, todo) => {
    world.alation.faults.add({ kind: 'status', path: '/userinfo/', status, times: 1 });

    const { code, body } = await world.json(['doctor', '--no-aws', '--alation'], testInput());

    expect(code).toBe(0);
    expect(findingsOf(body).find(({ what }) => what === 'Calls')).toMatchObject({
      verdict: 'warning',
      says: expect.stringContaining(says),
      todo: [expect.stringContaining(todo)],
    });
  },
);

test('doctor compares the lifetime of access tokens with the interval of the deployed rotator, if it can read this setting', async () => {
  const [name = '', rotator] = [...world.aws.functions].find(([one]) => one.endsWith('-rotator')) ?? [];
  if (rotator === undefined) throw new Error('no rotator is deployed');
  const environment = { ...rotator.environment, ROTATION_INTERVAL_MINUTES: '60' };
  world.aws.functions.set(name, { ...rotator, environment });
  world.alation.behaviour.accessTokenLifetimeMs = 90 * 60_000;
  const deployed = await world.json(['doctor', '--alation'], testInput());
  const unread = await world.json(['doctor', '--no-aws', '--alation'], testInput());
  world.aws.functions.set(name, rotator);
  world.alation.behaviour.accessTokenLifetimeMs = 24 * 3_600_000;

  expect(findingsOf(deployed.body).find(({ what }) => what === 'Access tokens')).toMatchObject({
    verdict: 'problem',
    says: expect.stringContaining('lifetime 1 h, too short for a sweep every 60 min'),
    todo: [expect.stringContaining('Set rotationIntervalMinutes to 15, or')],
  });
  expect(findingsOf(unread.body).find(({ what }) => what === 'Access tokens')).toMatchObject({
    verdict: 'ok',
    says: 'lifetime 1 h, long enough for a sweep every 15 min (the default)',
  });
});

test('doctor --alation revokes the access token that it minted, even if the verification fails', async () => {
  const { id, refreshToken } = world.alation.createRefreshTokenInUi({ userId: USER_ID, name: 'broken' });
  const input = { base_url: world.alation.url, refresh_token: refreshToken, user_id: USER_ID };
  // The verification of the first access token fails, so there is no second mint.
  world.alation.faults.add({ kind: 'html502', path: 'validateAPIAccessToken', times: 1 });

  const { code, stdout } = await world.cli(['doctor', '--no-aws', '--alation'], JSON.stringify(input));

  expect(code).toBe(1);
  expect(stdout).toContain('The command could not verify an access token');
  const minted = world.alation.accessTokens().filter(({ credentialId }) => credentialId === id);
  expect(minted.map(({ status }) => status)).toEqual(['REVOKED']);
});

test('doctor --alation revokes the access tokens that it minted', async () => {
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

  expect(stdout).toMatch(/Revoking +ok +makes access tokens inactive immediately/);
  const minted = world.alation.accessTokens().filter(({ credentialId }) => credentialId === id);
  expect(minted.map(({ status }) => status)).toEqual(['REVOKED', 'REVOKED']);
});

test('doctor with an OAuth client reports superseded access tokens, and a lifetime that is too short', async () => {
  const client = world.alation.registerOAuthClient({ name: 'probe', accessTokenDurationMs: 600_000 });
  const args = ['doctor', '--no-aws', '--client-id', client.clientId, '--base-url', world.alation.url];

  const { code, stdout } = await world.cli([...args, '--from-file', '-'], client.clientSecret);

  expect(code).toBe(1);
  expect(stdout).toContain('lifetime 10 min, too short for a sweep every 15 min');
  expect(stdout).toMatch(/Minting +ok +makes the previous access token of the same credential inactive/);
  expect(stdout).toMatch(/Calls +ok +a call with a superseded access token is answered with HTTP 401/);
  // More sweeps would not help: Secrets Manager keeps at most 100 versions a day.
  expect(stdout).toContain('the 100 versions a day that Secrets Manager keeps of a secret');
  expect(stdout).toContain('Set the Access Token Duration to 30 minutes or more');
  expect(stdout).not.toContain('rotationIntervalMinutes');
});

test('doctor --alation names the failure of an instance that is unavailable or rejects the credential', async () => {
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
  expect(down.stdout).toContain('Alation is not available');
});

test('events lists the last rotations of all integrations or of one integration', async () => {
  expect((await world.cli(['rotate', 'tableau'])).code).toBe(0);

  const all = await world.cli(['events']);
  expect(all.code).toBe(0);
  expect(all.stdout).toMatch(/^TIME +INTEGRATION +EVENT +DETAILS$/m);
  expect(all.stdout).toMatch(
    / loader +rotated +Requested, from "loader-a", expires \d{4}-\d\d-\d\d \d\d:\d\d UTC$/m,
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

test('events with a misspelled integration fails and lists the deployed integrations', async () => {
  const { code, stderr } = await world.cli(['events', 'tablaeu']);
  expect(code).toBe(1);
  expect(stderr).toContain('There is no integration "tablaeu" under the prefix "alation"');
  expect(stderr).toContain('tableau');
});

test("events and test-alert use AWS's clock", async () => {
  // By the clock of this machine, the events of AWS are days old.
  const behindMs = 3 * 86_400_000;
  const behind = await startWorld(['behind'], {
    clock: { ...systemClock, now: () => systemClock.now() - behindMs },
  });
  await behind.onboard('behind');
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

test('if the log shows no rotation, events says how to search further back', async () => {
  const { code, stdout } = await world.cli(['events', 'keyed']);
  expect(code).toBe(0);
  expect(stdout).toContain('The log shows no rotation in the last 24 h.');
  expect(stdout).toContain('npx alation-tokens events keyed --since 7d');
});

test('test-alert publishes an alert with the attributes that subscriptions filter by', async () => {
  const { code, stdout } = await world.cli(['test-alert', '--severity', 'critical', '--owner', 'bi-team']);

  expect(code).toBe(0);
  expect(stdout).toMatch(/Receives it +sqs arn:aws:sqs:us-east-1:\d+:alerts/);
  const message = world.aws.topics.messages.at(-1);
  expect(message?.subject).toBe('Alation access tokens: test alert');
  expect(message?.attributes).toMatchObject({
    severity: { value: 'critical' },
    owner: { value: 'bi-team' },
  });
});

test('test-alert without permission names the permission that it needs', async () => {
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
  expect(stderr).toContain('Get the IAM permission sns:Publish on the topic');
});
