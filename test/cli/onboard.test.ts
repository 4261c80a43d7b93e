import { once } from 'node:events';
import { createServer } from 'node:http';
import { PutSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { startWorld, USER_ID, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld([
    'bare',
    'file',
    'list',
    'second',
    'kept',
    'created',
    'pair',
    'sso',
    'oauth',
    'mixed',
    'refused',
    'wrong-user',
    'down',
    'paused',
    'no-write',
    'twice',
    'named',
    'blocked',
    'forbidden',
    'orphan',
    'no-events',
    'moved',
    'double',
    'texts',
    'doubles',
    'quoted',
    'down-again',
    'password',
  ]);
});
afterAll(() => world.close());

/** A well-formed token that Alation did not create. */
const UNKNOWN_TOKEN = 'n'.repeat(86);
const isPublishedActive = async (integration: string) =>
  world.alation.isAccessTokenActive((await world.published(integration)).accessToken);

test('onboard stores a piped refresh token, and the rotator publishes an access token', async () => {
  const { code, stdout, stderr } = await world.cli(
    ['onboard', 'bare', '--base-url', world.alation.url, '--user-id', String(USER_ID)],
    `${world.refreshToken('bare')}\n`,
  );

  expect(stderr).toBe('');
  expect(code).toBe(0);
  expect(stdout).toContain('bare is onboarded.');
  expect(stdout).toMatch(
    /Access token +active, expires \d{4}-\d\d-\d\d \d\d:\d\d UTC \(in 23 h\), minted from "bare-a"/,
  );
  expect(stdout).toMatch(/^"bare-a": accepted, 60 days left, until .* UTC$/m);
  expect(stdout).toContain('aws secretsmanager get-secret-value --secret-id alation/bare/access-token');
  expect(stdout).toContain('npx alation-tokens onboard bare --second');
  expect(await isPublishedActive('bare')).toBe(true);
});

test('onboard reads from a file the JSON that Alation returned, and stores its unknown fields', async () => {
  const path = world.file(
    'credentials.json',
    JSON.stringify({
      base_url: `${world.alation.url}/`,
      refresh_token: world.refreshToken('file'),
      user_id: USER_ID,
      name: 'my first token',
      last_used_at: null,
      team: 'bi',
    }),
  );

  const { code, body } = await world.json(['onboard', 'file', '--from-file', path]);

  expect(code).toBe(0);
  expect(body).toMatchObject({
    integration: 'file',
    outcome: 'published',
    accessToken: { credential: 'file-a', verified: true },
    credentials: [{ name: 'file-a', kind: 'refresh-token', state: 'accepted', daysLeft: 60 }],
  });
  expect(await world.credentials('file')).toMatchObject({
    base_url: world.alation.url,
    name: 'file-a',
    user_id: USER_ID,
    team: 'bi',
  });
});

test.each([
  ['bare', (token: string) => JSON.stringify(token)],
  ['in a field', (token: string) => JSON.stringify({ refresh_token: JSON.stringify(token) })],
])('a token that jq printed in quotes is stored without quotes: %s', async (_, wrap) => {
  await world.onboard('quoted');
  const token = world.refreshToken('quoted');
  const { code, stderr } = await world.cli(['replace', 'quoted'], `${wrap(token)}\n`);
  expect(stderr).toBe('');
  expect(code).toBe(0);
  expect(await world.credentials('quoted')).toMatchObject({ credentials: [{ refresh_token: token }] });
});

test('a password may begin with a quote', async () => {
  const password = '"pa55-Kx8Rt4';
  world.alation.addUser({ userId: 35, username: 'quo@example.com', password });
  const args = ['onboard', 'password', '--create', '--base-url', world.alation.url];
  expect((await world.cli([...args, '--username', 'quo@example.com'], password)).code).toBe(0);
});

test('onboard stores a complete list of credentials unchanged', async () => {
  const list = ['left', 'right'].map((name) => ({
    name,
    refresh_token: world.refreshToken(name),
    user_id: USER_ID,
  }));
  const document = { base_url: world.alation.url, credentials: list };

  const { code, stdout } = await world.cli(['onboard', 'list'], JSON.stringify(document));

  expect(code).toBe(0);
  expect(stdout).toContain('"left": accepted, 60 days left');
  expect(stdout).toContain('"right": stored, 60 days left');
  expect(await world.credentials('list')).toEqual(document);
});

test('--second adds a credential, and the first access token stays active', async () => {
  await world.onboard('second');
  const first = await world.published('second');

  const { code, stdout } = await world.cli(
    ['onboard', 'second', '--second', '--user-id', String(USER_ID)],
    world.refreshToken('b'),
  );

  expect(code).toBe(0);
  expect(stdout).toContain('second has 2 alternating credentials.');
  const after = await world.published('second');
  expect(after.credential).toBe('second-b');
  expect(world.alation.isAccessTokenActive(first.accessToken)).toBe(true);
  expect(world.alation.isAccessTokenActive(after.accessToken)).toBe(true);
});

test('onboard refuses a second credential for another Alation, because the first credential would be sent there too', async () => {
  await world.onboard('moved');
  const before = await world.credentials('moved');
  const elsewhere = await startWorld([]);
  const address = ['--base-url', elsewhere.alation.url];
  const token = elsewhere.refreshToken('elsewhere');

  const added = await world.cli(
    ['onboard', 'moved', '--second', ...address, '--user-id', String(USER_ID)],
    token,
  );
  const created = await world.cli(
    ['onboard', 'moved', '--second', '--create', '--username', 'ada@example.com', ...address],
    'a-password',
  );
  await elsewhere.close();

  for (const { code, stderr } of [added, created]) {
    expect(code).toBe(2);
    expect(stderr).toContain(
      `The credentials of moved are for ${world.alation.url}, and you gave ${elsewhere.alation.url}`,
    );
  }
  expect(await world.credentials('moved')).toEqual(before);
});

test('onboard refuses a name or a refresh token that is stored already, and the message names the credential', async () => {
  await world.onboard('double');
  const before = await world.credentials('double');
  const { credentials } = before as { credentials: { refresh_token: string }[] };
  const stored = credentials[0]?.refresh_token ?? '';
  const second = ['onboard', 'double', '--second', '--user-id', String(USER_ID)];
  const countBefore = world.alation.refreshTokens().length;

  const named = await world.cli([...second, '--name', 'double-a'], world.refreshToken('other'));
  const same = await world.cli(second, stored);
  const create = await world.cli(
    ['onboard', 'double', '--second', '--create', '--username', 'ada@example.com', '--name', 'double-a'],
    'a-password',
  );
  const list = await world.cli(
    ['onboard', 'doubles'],
    JSON.stringify({
      base_url: world.alation.url,
      credentials: ['left', 'right'].map((name) => ({ name, refresh_token: stored, user_id: USER_ID })),
    }),
  );

  expect(named.stderr).toContain('double already has a credential "double-a"');
  expect(create.stderr).toContain('double already has a credential "double-a"');
  expect(same.stderr).toContain('"double-a" and "double-b" are the same refresh token');
  expect(list.stderr).toContain('"left" and "right" are the same refresh token');
  expect([named, same, create, list].map(({ code }) => code)).toEqual([2, 2, 2, 2]);
  expect(await world.credentials('double')).toEqual(before);
  expect(world.alation.refreshTokens()).toHaveLength(countBefore + 1);
});

test('a credential without a name keeps its generated name when a second credential is added', async () => {
  const token = world.refreshToken('kept');
  await world.installation.secretsManager.send(
    new PutSecretValueCommand({
      SecretId: 'alation/kept/credentials',
      SecretString: JSON.stringify({
        base_url: world.alation.url,
        refresh_token: token,
        user_id: USER_ID,
        ticket: 'OPS-1',
      }),
    }),
  );

  const { code } = await world.cli(
    ['onboard', 'kept', '--second', '--user-id', String(USER_ID)],
    world.refreshToken('b'),
  );

  expect(code).toBe(0);
  expect(await world.credentials('kept')).toMatchObject({
    credentials: [{ name: 'default', refresh_token: token, ticket: 'OPS-1' }, { name: 'kept-a' }],
  });
});

test('--create creates a refresh token from a username and a password, and stores neither', async () => {
  const password = 'pa55-Wq8Zt3Rv6Ly1Nx4Kd9';
  world.alation.addUser({ userId: 31, username: 'ada@example.com', password });

  const { code, body } = await world.json(
    ['onboard', 'created', '--create', '--base-url', world.alation.url, '--username', 'ada@example.com'],
    password,
  );

  expect(code).toBe(0);
  expect(body).toMatchObject({ credentials: [{ name: 'created-a', daysLeft: 60 }] });
  const stored = await world.credentials('created');
  expect(Object.keys(stored).toSorted()).toEqual(['base_url', 'name', 'refresh_token', 'user_id']);
  expect(stored['user_id']).toBe(31);
  expect(JSON.stringify(stored)).not.toContain(password);
});

test('--create --second creates both credentials in one run', async () => {
  world.alation.addUser({ userId: 32, username: 'bob@example.com', password: 'bobs-password-Xk2' });
  const input = { base_url: world.alation.url, username: 'bob@example.com', password: 'bobs-password-Xk2' };

  const { code } = await world.cli(['onboard', 'pair', '--create', '--second'], JSON.stringify(input));

  expect(code).toBe(0);
  expect(await world.credentials('pair')).toMatchObject({
    credentials: [
      { name: 'pair-a', user_id: 32 },
      { name: 'pair-b', user_id: 32 },
    ],
  });
});

test('the error names a refresh token that Alation created and that the command could not store, so that an operator can revoke it', async () => {
  world.alation.addUser({ userId: 34, username: 'cy@example.com', password: 'cys-password-Zr8' });
  world.aws.faults.add({
    kind: 'error',
    service: 'secretsmanager',
    operation: 'PutSecretValue',
    matchSecretId: 'alation/orphan/credentials',
    code: 'AccessDeniedException',
  });
  const input = { base_url: world.alation.url, username: 'cy@example.com', password: 'cys-password-Zr8' };

  const { code, stderr } = await world.cli(['onboard', 'orphan', '--create'], JSON.stringify(input));
  world.aws.faults.clear();

  expect(code).toBe(1);
  expect(stderr).toContain('Get the IAM permission secretsmanager:PutSecretValue');
  expect(stderr).toContain(
    `Alation created "orphan-a". At ${world.alation.url}/account/auth revoke each refresh token that is not stored`,
  );
});

test('--second without a first credential is wrong usage', async () => {
  const { code, stderr } = await world.cli(['onboard', 'orphan', '--second'], 'whatever');
  expect(code).toBe(2);
  expect(stderr).toContain('orphan has no first credential yet');
});

test('a user of single sign-on, who has no password, gets the address of the page that creates a refresh token', async () => {
  world.alation.addUser({ userId: 33, username: 'sso@example.com' });
  const input = { base_url: world.alation.url, username: 'sso@example.com', password: 'a-company-password' };

  const { code, stderr } = await world.cli(['onboard', 'sso', '--create'], JSON.stringify(input));

  expect(code).toBe(1);
  expect(stderr).toContain('Alation rejects this username and password');
  expect(stderr).toContain(`${world.alation.url}/account/auth`);
  expect(world.alation.refreshTokens().filter(({ userId }) => userId === 33)).toEqual([]);
});

test('a 401 with any detail in its JSON counts as a rejection of username and password', async () => {
  world.alation.faults.add({
    kind: 'status',
    path: 'createRefreshToken',
    status: 401,
    body: { detail: 'Unable to log in with provided credentials.' },
    times: 1,
  });
  const input = { base_url: world.alation.url, username: 'sso@example.com', password: 'a-company-password' };

  const { code, stderr } = await world.cli(['onboard', 'sso', '--create'], JSON.stringify(input));

  expect(code).toBe(1);
  expect(stderr).toContain('Alation rejects this username and password');
});

test('onboard checks an OAuth client without minting', async () => {
  const client = world.alation.registerOAuthClient({ name: 'loader' });

  const { code, body } = await world.json(
    ['onboard', 'oauth', '--client-id', client.clientId, '--base-url', world.alation.url],
    client.clientSecret,
  );

  expect(code).toBe(0);
  expect(body).toMatchObject({ credentials: [{ name: 'oauth-a', kind: 'oauth-client', daysLeft: null }] });
  expect(await isPublishedActive('oauth')).toBe(true);
  // One mint, by the rotator.
  expect(world.alation.calls.count({ endpoint: 'token' })).toBe(1);
});

test('an OAuth client with a wrong secret or an unknown id is not stored', async () => {
  const { clientId } = world.alation.registerOAuthClient({ name: 'mistyped' });
  for (const id of [clientId, 'a-client-that-nobody-registered']) {
    const { code, stderr } = await world.cli(
      ['onboard', 'refused', '--client-id', id, '--base-url', world.alation.url],
      'a-mistyped-client-secret',
    );
    expect(code).toBe(1);
    expect(stderr).toContain('Alation rejects the OAuth client');
    expect(stderr).toContain('Nothing was stored');
    await expect(world.credentials('refused')).rejects.toThrow(/AWSCURRENT/);
  }
});

test('onboard --second can add an OAuth client to an integration with a refresh token', async () => {
  await world.onboard('mixed');
  const client = world.alation.registerOAuthClient({ name: 'mixed' });
  const input = { client_id: client.clientId, client_secret: client.clientSecret };

  const { code } = await world.cli(['onboard', 'mixed', '--second'], JSON.stringify(input));

  expect(code).toBe(0);
  expect((await world.published('mixed')).credential).toBe('mixed-b');
});

test.each([
  ['an unknown token', 'refused', 'a-token-that-nobody-ever-made-000', String(USER_ID)],
  ['a token of another user', 'wrong-user', undefined, '999'],
])('a refresh token that Alation rejects is not stored: %s', async (_, integration, token, userId) => {
  const { code, stderr } = await world.cli(
    ['onboard', integration, '--base-url', world.alation.url, '--user-id', userId],
    token ?? world.refreshToken(integration),
  );

  expect(code).toBe(1);
  expect(stderr).toContain('Alation rejects the refresh token');
  expect(stderr).toContain('Nothing was stored');
  expect(stderr).toContain(`Check that ${userId} is the user id shown beside the refresh token`);
  await expect(world.credentials(integration)).rejects.toThrow(/AWSCURRENT/);
});

test('onboard reports that Alation is unavailable, and onboard --no-check stores the credential anyway', async () => {
  const token = world.refreshToken('down');
  const args = ['onboard', 'down', '--base-url', world.alation.url, '--user-id', String(USER_ID)];
  world.alation.outage(true);
  try {
    const checked = await world.cli(args, token);
    expect(checked.code).toBe(3);
    expect(checked.stderr).toContain('Alation does not answer (AlationUnavailable, HTTP 503) at 127.0.0.1:');
    expect(checked.stderr).toContain('. Nothing was stored.');
    expect(checked.stderr).toContain('--no-check');

    const unchecked = await world.cli([...args, '--no-check'], token);
    expect(unchecked.code).toBe(3);
    expect(unchecked.stderr).toContain('The credentials are stored.');
    expect(unchecked.stderr).toContain('The rotation failed: Alation does not answer (AlationUnavailable)');
    expect(unchecked.stderr).toContain('Nothing now: the rotator retries by itself');
  } finally {
    world.alation.outage(false);
  }
  expect((await world.cli(['rotate', 'down'])).code).toBe(0);
  expect(await isPublishedActive('down')).toBe(true);
});

test('the error for a server without token endpoints says that nothing was stored', async () => {
  const server = createServer((_, response) => response.writeHead(404).end('not found'));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = z.object({ port: z.number() }).parse(server.address());
  const args = ['onboard', 'down-again', '--base-url', `http://127.0.0.1:${port}`];
  const checked = await world.cli([...args, '--user-id', '7'], UNKNOWN_TOKEN);
  const created = await world.cli([...args, '--create', '--username', 'ada@example.com'], 'a-password');
  server.close();

  for (const { code, stderr } of [checked, created]) {
    expect(code).toBe(1);
    expect(stderr).toMatch(/\(AlationRequestRefused, HTTP 404\) at 127\.0\.0\.1:\d+\. Nothing was stored\./);
  }
});

test.each([
  ['a closed port', 'http://127.0.0.1:61999', 'ECONNREFUSED', '127.0.0.1:61999'],
  ['a mistyped host', 'https://no-such-host.invalid', '(?:ENOTFOUND|EAI_AGAIN)', 'no-such-host.invalid'],
])('the error for %s names host and cause', async (_, baseUrl, cause, host) => {
  const args = ['onboard', 'down-again', '--base-url', baseUrl, '--user-id', '7'];
  const { code, stderr } = await world.cli(args, UNKNOWN_TOKEN);
  expect(stderr).toMatch(new RegExp(`Alation does not answer \\(AlationUnavailable, ${cause}\\) at ${host}`));
  expect(code).toBe(3);
});

test('onboard stores the credentials of a paused integration, and the error says that the rotator mints nothing', async () => {
  expect((await world.cli(['pause', 'paused'])).code).toBe(0);

  const { code, stderr } = await world.cli(
    ['onboard', 'paused', '--base-url', world.alation.url, '--user-id', String(USER_ID)],
    world.refreshToken('paused'),
  );

  expect(code).toBe(1);
  expect(stderr).toContain('The credentials are stored. paused is paused, so the rotator mints nothing');
  expect(stderr).toContain('npx alation-tokens resume paused');
});

test('an operator who is not allowed to write the secret reads which permission is missing', async () => {
  const clear = world.aws.faults.add({
    kind: 'error',
    service: 'secretsmanager',
    operation: 'PutSecretValue',
    matchSecretId: 'alation/no-write/credentials',
    code: 'AccessDeniedException',
  });
  const { code, stderr } = await world.cli(
    ['onboard', 'no-write', '--base-url', world.alation.url, '--user-id', String(USER_ID)],
    world.refreshToken('no-write'),
  );
  clear();

  expect(code).toBe(1);
  expect(stderr).toContain('Get the IAM permission secretsmanager:PutSecretValue');
  expect(stderr).toContain('alation/no-write/credentials');
});

test('an operator who is not allowed to request a rotation reads that the next sweep uses the stored credentials', async () => {
  world.aws.faults.add({
    kind: 'error',
    service: 'events',
    operation: 'PutEvents',
    code: 'AccessDeniedException',
  });
  const { code, stderr } = await world.cli(
    ['onboard', 'no-events', '--base-url', world.alation.url, '--user-id', String(USER_ID)],
    world.refreshToken('no-events'),
  );
  world.aws.faults.clear();

  expect(code).toBe(1);
  expect(stderr).toContain('The credentials are stored, and the next sweep uses them.');
  expect(stderr).toContain('Get the IAM permission events:PutEvents on the event bus alation-token-rotator');
  await world.installation.rotate();
  expect(await isPublishedActive('no-events')).toBe(true);
});

test('onboard of an onboarded integration advises replace and --second', async () => {
  await world.onboard('twice');

  const { code, stderr } = await world.cli(['onboard', 'twice'], 'whatever');

  expect(code).toBe(2);
  expect(stderr).toContain('npx alation-tokens replace twice');
  expect(stderr).toContain('npx alation-tokens onboard twice --second');
});

test('onboard --second refuses the stored refresh token, because a refresh token cannot alternate with itself', async () => {
  const token = world.refreshToken('named');
  const args = ['onboard', 'named', '--base-url', world.alation.url, '--user-id', String(USER_ID)];
  expect((await world.cli([...args, '--name', 'only'], token)).code).toBe(0);

  const { code, stderr } = await world.cli([...args, '--second'], token);

  expect(code).toBe(2);
  expect(stderr).toContain('the same refresh token, so they');
  expect(await world.credentials('named')).toMatchObject({ name: 'only' });
});

test('onboard adds https:// to a bare host, and refuses a base URL with a path', async () => {
  const onboard = (baseUrl: string) =>
    world.cli(['onboard', 'blocked', '--base-url', baseUrl, '--user-id', '7', '--no-check'], UNKNOWN_TOKEN);
  const path = await onboard('https://wiki.example.com/app');
  expect(path.code).toBe(2);
  expect(path.stderr).toContain('--base-url contains a path. Write it as https://host');

  await onboard('Wiki.example.com');
  expect(await world.credentials('blocked')).toMatchObject({ base_url: 'https://wiki.example.com' });
});

test('the error for a host that the stack does not allow names the setting allowedHosts', async () => {
  const { code, stderr } = await world.cli(
    ['onboard', 'forbidden', '--base-url', 'https://wiki.example.com', '--user-id', '7', '--no-check'],
    'a-refresh-token-for-somewhere-else',
  );

  expect(code).toBe(1);
  expect(stderr).toContain('(HostNotAllowed)');
  expect(stderr).toContain('allowedHosts');
});

test('a first onboard with a wrong base URL can be repeated with --yes', async () => {
  const address = ['--base-url', world.alation.url, '--user-id', String(USER_ID)];
  const token = world.refreshToken('blocked');

  const asked = await world.cli(['onboard', 'blocked', ...address], token);
  expect(asked.code).toBe(2);
  expect(asked.stderr).toContain(
    'blocked has credentials for https://wiki.example.com, but no access token was ever published from them',
  );
  expect(asked.stderr).toContain('npx alation-tokens onboard blocked --yes');
  expect(await world.credentials('blocked')).toMatchObject({ base_url: 'https://wiki.example.com' });

  const { code, stdout } = await world.cli(['onboard', 'blocked', '--yes', ...address], token);
  expect(stdout).toContain('blocked is onboarded.');
  expect(code).toBe(0);
  expect(await isPublishedActive('blocked')).toBe(true);
  // Now an access token is published, so --yes does not overwrite the credentials.
  const again = await world.cli(['onboard', 'blocked', '--yes', ...address], world.refreshToken('other'));
  expect(again.stderr).toContain('blocked has credentials already');
  expect(again.code).toBe(2);
});

test('onboard accepts a user id in quotation marks, and null for absent fields', async () => {
  const { code, stderr } = await world.cli(
    ['onboard', 'texts'],
    JSON.stringify({
      base_url: world.alation.url,
      refresh_token: world.refreshToken('texts'),
      user_id: String(USER_ID),
      name: null,
      client_id: null,
      credentials: null,
    }),
  );

  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(await isPublishedActive('texts')).toBe(true);
});
