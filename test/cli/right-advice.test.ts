import { afterAll, beforeAll, expect, test } from 'vitest';
import { startWorld, USER_ID, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld(['rejected', 'client', 'named', 'foreign', 'leaked', 'created', 'pair', 'moved']);
});
afterAll(() => world.close());

const onOneLine = (text: string) => text.replaceAll(/\s+/g, ' ');

test('with two rejected credentials every advised command names the credential, so that a script can run it', async () => {
  await world.onboard('rejected', 2);
  for (const { id } of world.alation.refreshTokens()) world.alation.revokeRefreshToken(id);

  const failed = await world.cli(['rotate', 'rejected']);
  const again = await world.cli(['rotate', 'rejected']);

  for (const { code, stderr } of [failed, again]) {
    expect(code).toBe(1);
    expect(stderr).toContain('npx alation-tokens replace rejected --name rejected-a');
    expect(stderr).toContain('npx alation-tokens replace rejected --name rejected-b');
    expect(stderr).not.toMatch(/replace rejected$/m);
  }
  const advised = await world.cli(['replace', 'rejected', '--name', 'rejected-a'], world.refreshToken('new'));
  expect(advised.code).toBe(0);
});

test('revoke of two credentials names each credential to replace', async () => {
  await world.onboard('pair', 2);

  const { code, stdout } = await world.cli(['revoke', 'pair', '--yes']);

  expect(code).toBe(0);
  expect(stdout).toContain('npx alation-tokens replace pair --name pair-a');
  expect(stdout).toContain('npx alation-tokens replace pair --name pair-b');
});

test('after a replacement with a new client secret of the same OAuth client, replace does not advise to revoke anything', async () => {
  const client = world.alation.registerOAuthClient({ name: 'loader' });
  const input = (clientSecret: string) =>
    JSON.stringify({ base_url: world.alation.url, client_id: client.clientId, client_secret: clientSecret });
  await world.cli(['onboard', 'client'], input(client.clientSecret));
  const clientSecret = world.alation.regenerateClientSecret(client.clientId);

  const { code, stdout } = await world.cli(['replace', 'client'], input(clientSecret));

  expect(code).toBe(0);
  expect(stdout).toContain('"client-a" of client is replaced. Its old client secret is no longer valid.');
  expect(stdout).not.toMatch(/revoke/i);
});

test('after a replacement with another OAuth client, replace advises to delete the old OAuth client', async () => {
  const client = world.alation.registerOAuthClient({ name: 'other' });
  const input = {
    base_url: world.alation.url,
    client_id: client.clientId,
    client_secret: client.clientSecret,
  };

  const { code, stdout } = await world.cli(['replace', 'client'], JSON.stringify(input));

  expect(code).toBe(0);
  expect(onOneLine(stdout)).toContain(
    'is replaced. Delete the old OAuth client in Alation if nothing else uses it.',
  );
});

test("onboard does not use the name in Alation's own JSON as the name of the credential", async () => {
  const returned = {
    base_url: world.alation.url,
    refresh_token: world.refreshToken('rejected-a'),
    user_id: USER_ID,
    name: 'rejected-a',
    token_status: 'ACTIVE',
    token_expires_at: '2027-01-01T00:00:00.000Z',
  };

  const { body } = await world.json(['onboard', 'named'], JSON.stringify(returned));

  expect(body).toMatchObject({ credentials: [{ name: 'named-a' }] });
});

test('replace refuses a refresh token of another user, and the error names the option for the user', async () => {
  await world.onboard('foreign');
  const { refreshToken } = world.alation.createRefreshTokenInUi({ userId: 77, name: 'of another user' });

  const { code, stderr } = await world.cli(['replace', 'foreign'], refreshToken);

  expect(code).toBe(1);
  expect(onOneLine(stderr)).toContain(
    'If the refresh token belongs to another user, give --user-id <number>',
  );
  const right = await world.cli(['replace', 'foreign', '--user-id', '77'], refreshToken);
  expect(right.code).toBe(0);
});

test('if the rotation after revoke fails, revoke does not say that the revoked access token is active', async () => {
  await world.onboard('leaked');
  world.alation.faults.add({ kind: 'html502', path: 'createAPIAccessToken', times: 50 });

  const { code, stderr } = await world.cli(['revoke', 'leaked', '--yes']);
  world.alation.faults.clear();

  expect(code).toBe(3);
  expect(onOneLine(stderr)).toContain('Consumers get 401 or 403: the published access token is revoked');
  expect(stderr).not.toContain('Consumers still read');
  expect(stderr).not.toMatch(/\bactive, expires/);
});

test.each([
  [['--create', '--oauth'], '--create makes refresh tokens, so it cannot be used with --oauth'],
  [['--second', '--create', '--oauth'], '--create makes refresh tokens, so it cannot be used with --oauth'],
  [['--create', '--client-id', 'x'], '--create makes refresh tokens, so it cannot be used with --client-id'],
  [
    ['--create', '--user-id', '7'],
    '--create makes refresh tokens of the user who signs on, so it cannot be used with --user-id',
  ],
  [['--username', 'ada'], '--username is for --create only'],
  [['--user-id', '7', '--oauth'], '--user-id is for refresh tokens only, so it cannot be used with --oauth'],
  [
    ['--user-id', '7', '--client-id', 'x'],
    '--user-id is for refresh tokens only, so it cannot be used with --client-id',
  ],
])('onboard refuses an option that it would not use: %j', async (options, problem) => {
  const { code, stderr } = await world.cli(['onboard', 'created', ...options], 'any-password');

  expect(code).toBe(2);
  expect(onOneLine(stderr)).toContain(problem);
});

test('the advice about --username without --create is to add --create or to omit --username', async () => {
  const { stderr } = await world.cli(['onboard', 'created', '--username', 'ada'], 'any-password');

  expect(onOneLine(stderr)).toContain('Add --create or omit --username');
});

test('the error for a redirect to a sign-on page names the host of the page, and not the query of its URL', async () => {
  await world.onboard('moved');
  world.alation.faults.add({
    kind: 'redirect',
    status: 302,
    location: 'https://login.example.com/sso?token=canary7b',
    path: 'validateRefreshToken',
    times: 1,
  });
  const { code, stderr } = await world.cli(['replace', 'moved'], world.refreshToken('new'));

  expect(code).toBe(1);
  expect(onOneLine(stderr)).toContain('(AlationRedirected, HTTP 302) at 127.0.0.1');
  expect(onOneLine(stderr)).toContain(', to login.example.com.');
  expect(stderr).toContain('let the network or proxy pass the API without a sign-on');
  expect(stderr).not.toContain('canary7b');
});
