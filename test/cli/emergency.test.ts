import { GetSecretValueCommand, PutSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startLocalAlation } from '../../local/alation/server.ts';
import { systemClock } from '../../local/clock.ts';
import { startWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld([
    'pair',
    'single',
    'fresh',
    'leak',
    'client',
    'refused',
    'down',
    'never',
    'quiet',
    'paused',
    'latched',
    'alone',
    'denied',
    'asked',
    'busy',
    'proxied',
    'moved',
    'shared',
    'unheard',
    'gone',
  ]);
});
afterAll(() => world.close());

const isLive = (accessToken: string) => world.alation.isAccessTokenActive(accessToken);

test('rollback publishes the previous access token again, because it is alive', async () => {
  await world.onboarded('pair', 2);
  const first = await world.published('pair');
  expect((await world.cli(['rotate', 'pair'])).code).toBe(0);

  const { code, stdout } = await world.cli(['rollback', 'pair']);

  expect(code).toBe(0);
  expect(stdout).toContain('pair is rolled back to its previous access token, which is alive.');
  expect(await world.published('pair')).toEqual(first);
  expect(isLive(first.accessToken)).toBe(true);
});

test('after a rollback the tags describe what is published, and the next tick verifies it', async () => {
  const before = (await world.json(['status', 'pair'])).body;
  expect(before).toMatchObject({
    integrations: [{ accessToken: { credential: 'pair-a', verified: false } }],
  });

  await world.installation.rotate();

  expect((await world.json(['status', 'pair'])).body).toMatchObject({
    integrations: [{ state: 'fresh', accessToken: { credential: 'pair-a', verified: true } }],
  });
  expect((await world.published('pair')).credential).toBe('pair-a');
});

test('with one credential the previous access token is dead, and nothing is rolled back', async () => {
  await world.onboarded('single');
  expect((await world.cli(['rotate', 'single'])).code).toBe(0);
  const current = await world.published('single');

  const { code, stderr } = await world.cli(['rollback', 'single']);

  expect(code).toBe(1);
  expect(stderr).toContain('The previous access token is dead, so nothing was rolled back');
  expect(stderr).toContain('a second credential keeps the previous one alive');
  expect(await world.published('single')).toEqual(current);
});

test('an access token that the rotator published meanwhile is not rolled back', async () => {
  await world.onboarded('busy', 2);
  expect((await world.cli(['rotate', 'busy'])).code).toBe(0);
  // It is alive when Alation is asked, and the answer is late.
  world.alation.faults.add({
    kind: 'delay',
    path: 'validateAPIAccessToken',
    processed: true,
    delayMs: 1_000,
    times: 1,
  });
  const rolling = world.cli(['rollback', 'busy']);
  await expect.poll(() => world.alation.faults.list()).toEqual([]);
  await world.installation.rotate({ integration: 'busy' });
  const published = await world.published('busy');

  const { code, stderr } = await rolling;

  expect(code).toBe(1);
  expect(stderr).toContain('Another access token was published meanwhile, and nothing was rolled back');
  expect(stderr).toContain('npx alation-tokens rollback busy');
  expect(await world.published('busy')).toEqual(published);
});

test('without a previous version there is nothing to roll back to', async () => {
  await world.onboarded('fresh');
  const { code, stderr } = await world.cli(['rollback', 'fresh']);
  expect(code).toBe(1);
  expect(stderr).toContain('alation/fresh/access-token has no version under AWSPREVIOUS');
});

test('revoke kills every access token of every credential and publishes a live one', async () => {
  await world.onboarded('leak', 2);
  const first = await world.published('leak');
  expect((await world.cli(['rotate', 'leak'])).code).toBe(0);
  const second = await world.published('leak');
  expect([isLive(first.accessToken), isLive(second.accessToken)]).toEqual([true, true]);

  const { code, body } = await world.json(['revoke', 'leak', '--yes']);

  expect(code).toBe(0);
  expect(body).toMatchObject({
    revoked: [
      { credential: 'leak-a', outcome: 'revoked' },
      { credential: 'leak-b', outcome: 'revoked' },
    ],
    outcome: 'published',
  });
  expect([isLive(first.accessToken), isLive(second.accessToken)]).toEqual([false, false]);
  expect(isLive((await world.published('leak')).accessToken)).toBe(true);
});

test('the one access token of an OAuth client is revoked as well', async () => {
  const client = world.alation.registerOAuthClient({ name: 'client' });
  const args = ['onboard', 'client', '--client-id', client.clientId, '--base-url', world.alation.url];
  expect((await world.cli(args, client.clientSecret)).code).toBe(0);
  const before = await world.published('client');

  expect((await world.cli(['revoke', 'client', '--yes'])).code).toBe(0);

  expect(isLive(before.accessToken)).toBe(false);
  expect(isLive((await world.published('client')).accessToken)).toBe(true);
});

test('nobody is there to ask: without --yes nothing is revoked', async () => {
  await world.onboarded('never');
  const { accessToken } = await world.published('never');

  const { code, stderr } = await world.cli(['revoke', 'never'], 'y\n');

  expect(code).toBe(2);
  expect(stderr).toContain('npx alation-tokens revoke never --yes');
  expect(isLive(accessToken)).toBe(true);
});

test('what could not be revoked is named, and a new access token is published all the same', async () => {
  await world.onboarded('refused', 2);
  const { accessToken } = await world.published('refused');
  const minter = world.alation.mintedBy(accessToken);
  if (minter === undefined || !('refreshTokenId' in minter)) throw new Error('minted by no refresh token');
  world.alation.revokeRefreshToken(minter.refreshTokenId);

  const { code, stderr } = await world.cli(['revoke', 'refused', '--yes']);

  expect(code).toBe(1);
  expect(stderr).toContain('Not every access token is revoked');
  expect(stderr).toContain('"refused-a": Alation refuses the credential');
  expect(stderr).toContain('"refused-b": access tokens revoked');
  expect((await world.published('refused')).credential).toBe('refused-b');
});

test('an Alation that is down revokes nothing for certain, and that is said', async () => {
  await world.onboarded('down');
  world.alation.outage(true);
  const { code, stderr } = await world.cli(['revoke', 'down', '--yes']);
  world.alation.outage(false);

  expect(code).toBe(1);
  expect(stderr).toContain(
    'Error: Not every access token is revoked. "down-a": not certain: Alation does not answer (AlationUnavailable)',
  );
  expect(stderr).toContain('The rotation failed: Alation does not answer (AlationUnavailable)');
  expect(stderr).toContain('run it again: npx alation-tokens revoke down');
  // The rotator tries no revocation again.
  expect(stderr).not.toContain('Nothing now');
});

test.each([
  [
    'could not be asked for',
    { code: 'AccessDeniedException', status: 403 },
    'events:PutEvents on the event bus',
  ],
  ['was not answered', undefined, 'The rotator has not answered within 1 s'],
])('it is said first also where the rotation %s', async (_, denied, says) => {
  await world.onboarded('unheard');
  const removeHtml = world.alation.faults.add({ kind: 'html200', path: 'revokeAPIAccessTokens' });
  const removeDelay = world.alation.faults.add({
    kind: 'delay',
    path: 'createAPIAccessToken',
    delayMs: 2_500,
    times: 1,
  });
  const clear =
    denied && world.aws.faults.add({ kind: 'error', service: 'events', operation: 'PutEvents', ...denied });
  const { code, body } = await world.json(['revoke', 'unheard', '--yes', '--timeout', '1']);
  clear?.();
  removeHtml();
  removeDelay();

  expect(code).toBe(1);
  expect(body).toMatchObject({
    error: { code: 'NotAllRevoked', message: expect.stringMatching(/^Not every access token is revoked\. /) },
  });
  expect(JSON.stringify(body)).toContain(says);
  expect(JSON.stringify(body)).toContain('npx alation-tokens revoke unheard');
});

test('where Alation refuses the only credential, an administrator is the one to revoke', async () => {
  await world.onboarded('gone');
  const { accessToken } = await world.published('gone');
  const minter = world.alation.mintedBy(accessToken);
  if (minter === undefined || !('refreshTokenId' in minter)) throw new Error('minted by no refresh token');
  world.alation.revokeRefreshToken(minter.refreshTokenId);

  const { code, stderr } = await world.cli(['revoke', 'gone', '--yes']);

  expect(code).toBe(1);
  expect(stderr).toContain(
    'Error: Not every access token is revoked. "gone-a": Alation refuses the credential',
  );
  expect(stderr).toContain(`have an administrator revoke its tokens at ${world.alation.url}/admin`);
  expect(stderr).toContain('npx alation-tokens replace gone');
  expect(stderr).not.toContain('run it again');
});

test.each([
  { what: 'the sign-on page of a proxy', fault: { kind: 'html200' } },
  {
    what: 'a failure that comes with 200',
    fault: { kind: 'status', status: 200, body: { status: 'failed', detail: 'no' } },
  },
  { what: 'an empty answer', fault: { kind: 'emptyBody', status: 200 } },
] as const)('$what is no word of Alation that anything is revoked', async ({ fault }) => {
  await world.onboarded('proxied');
  const removeFault = world.alation.faults.add({ ...fault, path: 'revokeAPIAccessTokens' });
  const { code, stderr } = await world.cli(['revoke', 'proxied', '--yes']);
  removeFault();

  expect(code).toBe(1);
  expect(stderr).toContain('Not every access token is revoked. "proxied-a": not certain');
  expect(stderr).toContain('npx alation-tokens revoke proxied');
});

test('a paused integration is left alone, because nothing would be minted in the place of what was revoked', async () => {
  await world.onboarded('paused');
  const { accessToken } = await world.published('paused');
  expect((await world.cli(['pause', 'paused'])).code).toBe(0);

  const { code, stderr } = await world.cli(['revoke', 'paused', '--yes']);

  expect(code).toBe(1);
  expect(stderr).toContain('Nothing was revoked. paused is paused, so nothing is minted');
  expect(stderr).toContain('npx alation-tokens resume paused');
  expect(stderr).toContain('npx alation-tokens revoke paused');
  expect(isLive(accessToken)).toBe(true);
  // What it says to do does it.
  expect((await world.cli(['resume', 'paused'])).code).toBe(0);
  expect((await world.cli(['revoke', 'paused', '--yes'])).code).toBe(0);
  expect(isLive(accessToken)).toBe(false);
});

test('so is one whose credentials Alation rejected, for the rotator tries none of them again', async () => {
  await world.onboarded('latched');
  const { accessToken } = await world.published('latched');
  const minter = world.alation.mintedBy(accessToken);
  if (minter === undefined || !('refreshTokenId' in minter)) throw new Error('minted by no refresh token');
  // It is refused for a while: the latch closes, and now Alation would revoke.
  const removeFault = world.alation.faults.add({
    kind: 'status',
    path: 'createAPIAccessToken',
    status: 401,
    body: { detail: 'Refresh token provided is invalid.', code: '401000' },
  });
  expect((await world.cli(['rotate', 'latched'])).code).toBe(1);
  removeFault();

  const { code, stderr } = await world.cli(['revoke', 'latched', '--yes']);

  expect(code).toBe(1);
  expect(stderr).toContain('Nothing was revoked. Alation refused every credential of latched');
  expect(stderr).toContain('npx alation-tokens replace latched');
  expect(isLive(accessToken)).toBe(true);
});

test.each([
  ['no rule starts the rotator', () => world.aws.events.rules.splice(0, 1)],
  [
    'the rule is switched off',
    () =>
      world.aws.events.rules.splice(
        0,
        1,
        ...world.aws.events.rules.slice(0, 1).map((rule) => ({ ...rule, state: 'DISABLED' as const })),
      ),
  ],
])('so is one where %s', async (_, spoil) => {
  await world.onboarded('alone');
  const { accessToken } = await world.published('alone');
  const rules = [...world.aws.events.rules];
  spoil();
  const { code, stderr } = await world.cli(['revoke', 'alone', '--yes']);
  world.aws.events.rules.splice(0, Infinity, ...rules);

  expect(code).toBe(1);
  expect(stderr).toContain('Nothing was revoked');
  expect(stderr).toContain('npx cdk deploy');
  expect(isLive(accessToken)).toBe(true);
});

test("rules that others put on the bus for the same events stand in nobody's way", async () => {
  await world.onboarded('shared');
  const arnOf = (name: string) =>
    `arn:aws:lambda:${world.aws.region}:${world.aws.accountId}:function:${name}`;
  world.aws.functions.set('theirs', {
    handler: async () => undefined,
    environment: { SECRET_PREFIX: 'alation' },
    logGroup: '/aws/lambda/theirs',
  });
  const rules = [...world.aws.events.rules];
  const busName = rules[0]?.busName ?? '';
  const eventPattern = JSON.stringify({
    'detail-type': ['Access Token Rotation Requested', 'Access Token Rotation Failed'],
  });
  const theirs = { busName, eventPattern, state: 'ENABLED' as const };
  world.aws.events.rules.unshift(
    {
      ...theirs,
      name: 'to-a-queue',
      targetArns: [`arn:aws:sqs:${world.aws.region}:${world.aws.accountId}:theirs`],
    },
    { ...theirs, name: 'to-a-function', targetArns: [arnOf('gone'), arnOf('theirs')] },
  );
  const revoked = await world.cli(['revoke', 'shared', '--yes']);
  const examined = await world.json(['doctor']);
  world.aws.events.rules.splice(0, Infinity, ...rules);
  world.aws.functions.delete('theirs');

  expect(revoked).toMatchObject({ code: 0, stderr: '' });
  const { findings } = examined.body as { findings: { what: string; verdict: string }[] };
  expect(findings.filter(({ what }) => what === 'Rotator' || what === 'Warner')).toMatchObject([
    { verdict: 'ok' },
    { verdict: 'ok' },
  ]);
});

test('so is one whose rotator was deleted', async () => {
  const { accessToken } = await world.published('alone');
  const [name = '', rotator] = [...world.aws.functions].find(([one]) => one.endsWith('-rotator')) ?? [];
  world.aws.functions.delete(name);
  const { code, stderr } = await world.cli(['revoke', 'alone', '--yes']);
  if (rotator !== undefined) world.aws.functions.set(name, rotator);

  expect(code).toBe(1);
  expect(stderr).toMatch(/Nothing was revoked\. The function .*-rotator does not exist/);
  expect(isLive(accessToken)).toBe(true);
});

test('whoever may not look at the rotator can revoke all the same, and is told', async () => {
  await world.onboarded('denied');
  const { accessToken } = await world.published('denied');
  const clear = world.aws.faults.add({
    kind: 'error',
    service: 'lambda',
    code: 'AccessDeniedException',
    status: 403,
  });
  const { code, stderr } = await world.cli(['revoke', 'denied', '--yes']);
  clear();

  expect(code).toBe(0);
  expect(stderr).toContain('lambda:GetFunctionConfiguration');
  expect(isLive(accessToken)).toBe(false);
  expect(isLive((await world.published('denied')).accessToken)).toBe(true);
});

test('a rotation that could not be asked for does not hide what was revoked', async () => {
  const { accessToken } = await world.published('denied');
  const clear = world.aws.faults.add({
    kind: 'error',
    service: 'events',
    operation: 'PutEvents',
    code: 'AccessDeniedException',
    status: 403,
  });
  const { code, stderr } = await world.cli(['revoke', 'denied', '--yes']);
  clear();

  expect(code).toBe(1);
  expect(isLive(accessToken)).toBe(false);
  expect(stderr).toContain('"denied-a": access tokens revoked. events:PutEvents on');
  expect(stderr).toContain('npx alation-tokens rotate denied');
});

test('what was only requested is not called published', async () => {
  await world.onboarded('asked', 2);
  const { accessToken } = await world.published('asked');
  const minter = world.alation.mintedBy(accessToken);
  if (minter === undefined || !('refreshTokenId' in minter)) throw new Error('minted by no refresh token');
  world.alation.revokeRefreshToken(minter.refreshTokenId);

  const { code, stderr } = await world.cli(['revoke', 'asked', '--yes', '--no-wait']);

  expect(code).toBe(1);
  expect(stderr).toContain('A new one is requested');
});

test('without credentials there is nothing to revoke with', async () => {
  const { code, stderr } = await world.cli(['revoke', 'quiet', '--yes']);
  expect(code).toBe(1);
  expect(stderr).toContain('quiet has no credentials');
});

test('a client secret goes to no other Alation than the one it was stored for, whatever the document says', async () => {
  const client = world.alation.registerOAuthClient({ name: 'moved' });
  const args = ['onboard', 'moved', '--client-id', client.clientId, '--base-url', world.alation.url];
  expect((await world.cli(args, client.clientSecret)).code).toBe(0);
  const elsewhere = await startLocalAlation({ clock: systemClock, supersession: 'revokes' });
  const { secretsManager } = world.installation;
  const SecretId = 'alation/moved/access-token';
  const { SecretString = '' } = await secretsManager.send(new GetSecretValueCommand({ SecretId }));
  const foreign = SecretString.replaceAll(world.alation.url, elsewhere.url);
  // Both labels are on a document that names it.
  for (const text of [foreign, `${foreign} `]) {
    await secretsManager.send(new PutSecretValueCommand({ SecretId, SecretString: text }));
  }

  for (const command of ['verify', 'rollback']) {
    const { code, stderr } = await world.cli([command, 'moved']);
    expect(code).toBe(1);
    expect(stderr).toContain(`is of ${elsewhere.url} and the credentials are for ${world.alation.url}`);
    expect(stderr).toContain(`Rotate: the next access token is of ${world.alation.url}`);
  }
  expect(elsewhere.calls.count({})).toBe(0);
  await elsewhere.close();
});
