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
    'idle',
    'paused',
    'all-rejected',
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

const isActive = (accessToken: string) => world.alation.isAccessTokenActive(accessToken);

test('rollback publishes the previous access token again if it is active', async () => {
  await world.onboard('pair', 2);
  const first = await world.published('pair');
  expect((await world.cli(['rotate', 'pair'])).code).toBe(0);

  const { code, stdout } = await world.cli(['rollback', 'pair']);

  expect(code).toBe(0);
  expect(stdout).toContain('pair is rolled back to its previous access token, which is active.');
  expect(await world.published('pair')).toEqual(first);
  expect(isActive(first.accessToken)).toBe(true);
});

test('after a rollback the tags describe the published access token, and the next sweep verifies it', async () => {
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

test('with one credential the previous access token is inactive, and rollback changes nothing', async () => {
  await world.onboard('single');
  expect((await world.cli(['rotate', 'single'])).code).toBe(0);
  const current = await world.published('single');

  const { code, stderr } = await world.cli(['rollback', 'single']);

  expect(code).toBe(1);
  expect(stderr).toContain('The previous access token is inactive: it has expired, or minting the current');
  expect(stderr).toContain('Nothing was changed');
  expect(stderr).toContain('add a second credential: then the previous access token stays active');
  expect(await world.published('single')).toEqual(current);
});

test('rollback does not replace an access token that the rotator published meanwhile', async () => {
  await world.onboard('busy', 2);
  expect((await world.cli(['rotate', 'busy'])).code).toBe(0);
  // Alation reports the previous access token as active, but responds late.
  world.alation.faults.add({
    kind: 'delay',
    path: 'validateAPIAccessToken',
    processed: true,
    delayMs: 1_000,
    times: 1,
  });
  const rolling = world.cli(['rollback', 'busy']);
  await expect.poll(() => world.alation.faults.list()).toEqual([]);
  await world.installation.rotate({ integration: 'busy', force: true });
  const published = await world.published('busy');

  const { code, stderr } = await rolling;

  expect(code).toBe(1);
  expect(stderr).toContain('Another access token was published meanwhile. This command changed nothing');
  expect(stderr).toContain('npx alation-tokens rollback busy');
  expect(await world.published('busy')).toEqual(published);
});

test('rollback without a previous version fails and names the missing version', async () => {
  await world.onboard('fresh');
  const { code, stderr } = await world.cli(['rollback', 'fresh']);
  expect(code).toBe(1);
  expect(stderr).toContain('alation/fresh/access-token has no version under AWSPREVIOUS');
});

test('revoke revokes every access token of every credential, and the rotator publishes an active access token', async () => {
  await world.onboard('leak', 2);
  const first = await world.published('leak');
  expect((await world.cli(['rotate', 'leak'])).code).toBe(0);
  const second = await world.published('leak');
  expect([isActive(first.accessToken), isActive(second.accessToken)]).toEqual([true, true]);

  const { code, body } = await world.json(['revoke', 'leak', '--yes']);

  expect(code).toBe(0);
  expect(body).toMatchObject({
    revoked: [
      { credential: 'leak-a', outcome: 'revoked' },
      { credential: 'leak-b', outcome: 'revoked' },
    ],
    outcome: 'published',
  });
  expect([isActive(first.accessToken), isActive(second.accessToken)]).toEqual([false, false]);
  expect(isActive((await world.published('leak')).accessToken)).toBe(true);
});

test('revoke revokes the access token of an OAuth client', async () => {
  const client = world.alation.registerOAuthClient({ name: 'client' });
  const args = ['onboard', 'client', '--client-id', client.clientId, '--base-url', world.alation.url];
  expect((await world.cli(args, client.clientSecret)).code).toBe(0);
  const before = await world.published('client');

  expect((await world.cli(['revoke', 'client', '--yes'])).code).toBe(0);

  expect(isActive(before.accessToken)).toBe(false);
  expect(isActive((await world.published('client')).accessToken)).toBe(true);
});

test('revoke without a terminal and without --yes revokes nothing', async () => {
  await world.onboard('never');
  const { accessToken } = await world.published('never');

  const { code, stderr } = await world.cli(['revoke', 'never'], 'y\n');

  expect(code).toBe(2);
  expect(stderr).toContain('npx alation-tokens revoke never --yes');
  expect(isActive(accessToken)).toBe(true);
});

test('revoke names the credential whose access tokens it could not revoke, and the rotator still publishes a new access token', async () => {
  await world.onboard('refused', 2);
  await world.revokeIssuingCredential('refused');

  const { code, stderr } = await world.cli(['revoke', 'refused', '--yes']);

  expect(code).toBe(1);
  expect(stderr).toContain('Not every access token is revoked');
  expect(stderr).toContain('"refused-a": Alation rejects the credential');
  expect(stderr).toContain('"refused-b": access tokens revoked');
  expect((await world.published('refused')).credential).toBe('refused-b');
});

test('if Alation is unavailable, revoke reports an uncertain revocation', async () => {
  await world.onboard('down');
  world.alation.outage(true);
  const { code, stderr } = await world.cli(['revoke', 'down', '--yes']);
  world.alation.outage(false);

  expect(code).toBe(1);
  expect(stderr).toContain(
    'Error: Not every access token is revoked. "down-a": uncertain: Alation is not available (AlationUnavailable)',
  );
  expect(stderr).toContain('The rotation failed: Alation is not available (AlationUnavailable)');
  expect(stderr).toContain('Repeat an uncertain revocation: npx alation-tokens revoke down');
  // The rotator does not repeat a revocation, so the operator has to act.
  expect(stderr).not.toContain('Nothing now');
});

test.each([
  [
    'could not be requested',
    { code: 'AccessDeniedException', status: 403 },
    'events:PutEvents on the event bus',
  ],
  ['did not finish', undefined, 'The rotator did not finish within 1 s'],
])('the uncertain revocation comes first in the message if the rotation %s', async (_, denied, text) => {
  await world.onboard('unheard');
  const removeHtml = world.alation.faults.add({ kind: 'html200', path: 'revokeAPIAccessTokens' });
  const removeDelay = world.alation.faults.add({
    kind: 'delay',
    path: 'createAPIAccessToken',
    delayMs: 2_500,
    times: 1,
  });
  const removeEventFault =
    denied && world.aws.faults.add({ kind: 'error', service: 'events', operation: 'PutEvents', ...denied });
  const removeInvokeFault =
    denied && world.aws.faults.add({ kind: 'error', service: 'lambda', operation: 'Invoke', ...denied });
  const { code, body } = await world.json(['revoke', 'unheard', '--yes', '--timeout', '1']);
  removeEventFault?.();
  removeInvokeFault?.();
  removeHtml();
  removeDelay();

  expect(code).toBe(1);
  expect(body).toMatchObject({
    error: { code: 'NotAllRevoked', message: expect.stringMatching(/^Not every access token is revoked\. /) },
  });
  expect(JSON.stringify(body)).toContain(text);
  expect(JSON.stringify(body)).toContain('npx alation-tokens revoke unheard');
});

test('revoke advises to ask an administrator if Alation rejects the only credential', async () => {
  await world.onboard('gone');
  await world.revokeIssuingCredential('gone');

  const { code, stderr } = await world.cli(['revoke', 'gone', '--yes']);

  expect(code).toBe(1);
  expect(stderr).toContain(
    'Error: Not every access token is revoked. "gone-a": Alation rejects the credential',
  );
  expect(stderr).toContain(
    `Have an administrator revoke the access tokens of each rejected credential at ${world.alation.url}/admin`,
  );
  expect(stderr).toContain('npx alation-tokens replace gone');
  expect(stderr).not.toContain('Repeat an uncertain revocation');
});

test.each([
  { what: 'the sign-on page of a proxy', fault: { kind: 'html200' } },
  {
    what: 'a failure with status 200',
    fault: { kind: 'status', status: 200, body: { status: 'failed', detail: 'no' } },
  },
  { what: 'an empty response', fault: { kind: 'emptyBody', status: 200 } },
] as const)('$what does not count as a revocation', async ({ fault }) => {
  await world.onboard('proxied');
  const removeFault = world.alation.faults.add({ ...fault, path: 'revokeAPIAccessTokens' });
  const { code, stderr } = await world.cli(['revoke', 'proxied', '--yes']);
  removeFault();

  expect(code).toBe(1);
  expect(stderr).toContain('Not every access token is revoked. "proxied-a": uncertain');
  expect(stderr).toContain('npx alation-tokens revoke proxied');
});

test('revoke revokes nothing of a paused integration, because no new access token would follow', async () => {
  await world.onboard('paused');
  const { accessToken } = await world.published('paused');
  expect((await world.cli(['pause', 'paused'])).code).toBe(0);

  const { code, stderr } = await world.cli(['revoke', 'paused', '--yes']);

  expect(code).toBe(1);
  expect(stderr).toContain('Nothing was revoked. paused is paused, so the rotator mints nothing');
  expect(stderr).toContain('npx alation-tokens resume paused');
  expect(stderr).toContain('npx alation-tokens revoke paused');
  expect(isActive(accessToken)).toBe(true);
  // The advised steps work.
  expect((await world.cli(['resume', 'paused'])).code).toBe(0);
  expect((await world.cli(['revoke', 'paused', '--yes'])).code).toBe(0);
  expect(isActive(accessToken)).toBe(false);
});

test('revoke revokes nothing if every credential is rejected, because the rotator checks rejected credentials only once a day', async () => {
  await world.onboard('all-rejected');
  const { accessToken } = await world.published('all-rejected');
  // Alation rejects the credential only during the rotation. Afterwards Alation would accept a revocation.
  const removeFault = world.alation.faults.add({
    kind: 'status',
    path: 'createAPIAccessToken|validateRefreshToken',
    status: 401,
    body: { detail: 'Refresh token provided is invalid.', code: '401000' },
  });
  expect((await world.cli(['rotate', 'all-rejected'])).code).toBe(1);
  removeFault();

  const { code, stderr } = await world.cli(['revoke', 'all-rejected', '--yes']);

  expect(code).toBe(1);
  expect(stderr).toContain('Nothing was revoked. Alation rejected every credential of all-rejected');
  expect(stderr).toContain('npx alation-tokens replace all-rejected');
  expect(isActive(accessToken)).toBe(true);
});

/** Replaces the rule that starts the rotator. */
const replaceRule = (...by: World['aws']['events']['rules']) => world.aws.events.rules.splice(0, 1, ...by);

test.each([
  ['no rule starts the rotator', 'has no rule for', () => replaceRule()],
  [
    'the rule is disabled',
    'the event rule that starts',
    () =>
      replaceRule(
        ...world.aws.events.rules.slice(0, 1).map((rule) => ({ ...rule, state: 'DISABLED' as const })),
      ),
  ],
  [
    'the rotator was deleted',
    '-rotator does not exist',
    () => [...world.aws.functions.keys()].forEach((name) => world.aws.functions.delete(name)),
  ],
])('revoke revokes nothing if %s', async (_, text, breakDeployment) => {
  await world.onboard('alone');
  const { accessToken } = await world.published('alone');
  const rules = [...world.aws.events.rules];
  const functions = [...world.aws.functions];
  breakDeployment();
  const { code, stderr } = await world.cli(['revoke', 'alone', '--yes']);
  world.aws.events.rules.splice(0, Infinity, ...rules);
  for (const [name, one] of functions) world.aws.functions.set(name, one);

  expect(code).toBe(1);
  expect(stderr).toMatch(/^Error: Nothing was revoked\. /);
  expect(stderr).toContain(text);
  expect(stderr).toContain('npx cdk deploy');
  expect(isActive(accessToken)).toBe(true);
});

test('rules of other stacks for the same events do not affect revoke and doctor', async () => {
  await world.onboard('shared');
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

test('an operator who is not allowed to read the configuration of the rotator can revoke, and reads which permission is missing', async () => {
  await world.onboard('denied');
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
  expect(isActive(accessToken)).toBe(false);
  expect(isActive((await world.published('denied')).accessToken)).toBe(true);
});

test('if the rotation cannot be requested, the error of revoke also says which access tokens are revoked', async () => {
  const { accessToken } = await world.published('denied');
  const denied = { kind: 'error', code: 'AccessDeniedException', status: 403 } as const;
  const removes = [
    world.aws.faults.add({ ...denied, service: 'events', operation: 'PutEvents' }),
    world.aws.faults.add({ ...denied, service: 'lambda', operation: 'Invoke' }),
  ];
  const { code, stderr } = await world.cli(['revoke', 'denied', '--yes']);
  for (const remove of removes) remove();

  expect(code).toBe(1);
  expect(isActive(accessToken)).toBe(false);
  expect(stderr).toContain('"denied-a": access tokens revoked. events:PutEvents on');
  expect(stderr).toContain('npx alation-tokens rotate denied');
});

test('revoke --no-wait reports the rotation as requested, not as published', async () => {
  await world.onboard('asked', 2);
  await world.revokeIssuingCredential('asked');

  const { code, stderr } = await world.cli(['revoke', 'asked', '--yes', '--no-wait']);

  expect(code).toBe(1);
  expect(stderr).toContain('A new access token is requested');
});

test('revoke without stored credentials fails and names the integration', async () => {
  const { code, stderr } = await world.cli(['revoke', 'idle', '--yes']);
  expect(code).toBe(1);
  expect(stderr).toContain('idle has no credentials');
});

test('the command sends a client secret only to the stored host, even if the access-token document names another host', async () => {
  const client = world.alation.registerOAuthClient({ name: 'moved' });
  const args = ['onboard', 'moved', '--client-id', client.clientId, '--base-url', world.alation.url];
  expect((await world.cli(args, client.clientSecret)).code).toBe(0);
  const elsewhere = await startLocalAlation({ clock: systemClock, supersession: 'revokes' });
  const { secretsManager } = world.installation;
  const SecretId = 'alation/moved/access-token';
  const { SecretString = '' } = await secretsManager.send(new GetSecretValueCommand({ SecretId }));
  const foreign = SecretString.replaceAll(world.alation.url, elsewhere.url);
  // Both labels are on a document with the other address.
  for (const text of [foreign, `${foreign} `]) {
    await secretsManager.send(new PutSecretValueCommand({ SecretId, SecretString: text }));
  }

  for (const command of ['verify', 'rollback']) {
    const { code, stderr } = await world.cli([command, 'moved']);
    expect(code).toBe(1);
    expect(stderr).toContain(`is from ${elsewhere.url}, but the credentials are for ${world.alation.url}`);
    expect(stderr).toContain(
      `Publish an access token from ${world.alation.url}: npx alation-tokens rotate moved`,
    );
  }
  expect(elsewhere.calls.count({})).toBe(0);
  await elsewhere.close();
});
