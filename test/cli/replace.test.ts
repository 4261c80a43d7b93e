import { afterAll, beforeAll, expect, test } from 'vitest';
import { startWorld, USER_ID, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld([
    'one',
    'two',
    'file',
    'rejected',
    'same',
    'client',
    'moving',
    'empty',
    'other',
    'gateway',
    'half',
    'refused',
    'unchecked',
    'later',
    'hurry',
    'moved',
    'swapped',
    'outage',
  ]);
});
afterAll(() => world.close());

test('replace stores a new refresh token, and its last line says that Alation accepts the token, and the days left', async () => {
  await world.onboard('one');
  const token = world.refreshToken('new');

  const { code, stdout, stderr } = await world.cli(['replace', 'one'], token);

  expect(stderr).toBe('');
  expect(code).toBe(0);
  expect(stdout.trimEnd().split('\n').at(-1)).toMatch(/^"one-a": accepted, 60 days left, until .* UTC$/);
  expect(await world.credentials('one')).toMatchObject({
    credentials: [{ name: 'one-a', refresh_token: token, user_id: USER_ID }],
  });
  expect(world.alation.isAccessTokenActive((await world.published('one')).accessToken)).toBe(true);
  const { labels } = world.aws.secrets.require('alation/one/credentials');
  expect(world.aws.events.events.map(({ event }) => event)).toContainEqual(
    expect.objectContaining({
      'detail-type': 'Access Token Rotation Requested',
      detail: { version: '1', integration: 'one', credentials_version_id: labels.get('AWSCURRENT') },
    }),
  );
});

test('replace without --name lists several credentials with their days left', async () => {
  await world.onboard('two', 2);

  const { code, stderr } = await world.cli(['replace', 'two'], world.refreshToken('new'));

  expect(code).toBe(2);
  expect(stderr).toContain('two-a 60 days; two-b 60 days');
  expect(stderr).toContain('npx alation-tokens replace two --name two-a');
});

/** A well-formed token that Alation did not create. */
const UNKNOWN_TOKEN = 'n'.repeat(86);

test('replace reports a credential that was stored with --no-check and that Alation rejects', async () => {
  await world.onboard('unchecked', 2);
  const args = ['replace', 'unchecked', '--name', 'unchecked-b', '--no-check'];

  const { code, stdout } = await world.cli(args, UNKNOWN_TOKEN);

  expect((await world.json(['status', 'unchecked'])).body).toMatchObject({
    integrations: [{ credentials: [{ state: 'active' }, { name: 'unchecked-b', state: 'rejected' }] }],
  });
  expect(stdout).toContain('The credentials of unchecked are stored, but Alation rejects "unchecked-b".');
  expect(stdout).toContain('"unchecked-b": rejected by Alation');
  expect(stdout).toContain('Create a new refresh token at');
  expect(stdout).toContain('npx alation-tokens replace unchecked --name unchecked-b');
  expect(stdout).not.toContain('accepted');
  expect(code).toBe(1);
});

test('after the issuing credential is replaced, the rotator mints from the new credential at once, and the old access token stays active', async () => {
  await world.onboard('later', 2);
  const { credential, accessToken } = await world.published('later');
  const args = ['replace', 'later', '--name', credential];

  const { code, stdout } = await world.cli(args, world.refreshToken('new'));

  expect(code).toBe(0);
  const after = await world.published('later');
  expect(after.credential).toBe(credential);
  expect(after.accessToken).not.toBe(accessToken);
  expect(world.alation.isAccessTokenActive(accessToken)).toBe(true);
  expect(stdout).toMatch(new RegExp(`^"${credential}": accepted, 60 days left, until `, 'm'));
});

test('replace --no-check during an outage announces that the rotator retries the stored credential', async () => {
  await world.onboard('outage');
  world.alation.outage(true);
  const { code, stderr } = await world.cli(['replace', 'outage', '--no-check'], world.refreshToken('new'));
  world.alation.outage(false);

  expect(code).toBe(3);
  expect(stderr).toContain('The new credential is stored. The rotation failed: Alation does not answer');
  expect(stderr).toContain('Nothing now: the rotator retries by itself');
  expect(stderr).not.toContain('does not repeat');
});

test('replace --no-wait reports the credential as stored, not as accepted', async () => {
  await world.onboard('hurry');
  const { code, body } = await world.json(['replace', 'hurry', '--no-wait'], world.refreshToken('new'));
  expect(code).toBe(0);
  expect(body).toMatchObject({ outcome: 'requested', credentials: [{ state: 'stored', daysLeft: 60 }] });
});

test('replace changes neither the other credential nor unknown fields', async () => {
  const other = { name: 'left', refresh_token: world.refreshToken('left'), user_id: USER_ID, team: 'bi' };
  const old = {
    name: 'right',
    refresh_token: world.refreshToken('right'),
    user_id: USER_ID,
    ticket: 'OPS-7',
    token_expires_at: '2026-01-01T00:00:00Z',
  };
  const document = { base_url: world.alation.url, note: 'ours', credentials: [other, old] };
  expect((await world.cli(['onboard', 'file'], JSON.stringify(document))).code).toBe(0);
  const token = world.refreshToken('newer');
  const path = world.file('new.json', JSON.stringify({ refresh_token: token, user_id: USER_ID }));

  const { code } = await world.cli(['replace', 'file', '--name', 'right', '--from-file', path]);

  expect(code).toBe(0);
  expect(await world.credentials('file')).toEqual({
    base_url: world.alation.url,
    note: 'ours',
    credentials: [other, { name: 'right', refresh_token: token, user_id: USER_ID, ticket: 'OPS-7' }],
  });
});

test('replacing a rejected credential makes the integration fresh again', async () => {
  await world.onboard('rejected');
  world.alation.refreshTokens().forEach(({ id, name }) => {
    if (name === 'a') world.alation.revokeRefreshToken(id);
  });
  const failed = await world.cli(['rotate', 'rejected']);
  expect(failed.code).toBe(1);
  expect(failed.stderr).toContain(
    'The rotation failed: Alation rejected the credential (CredentialRejected)',
  );
  expect(failed.stderr).toContain('npx alation-tokens replace rejected');
  expect(failed.stderr.match(/Create a new refresh token/g)).toHaveLength(1);
  // The rotator does not retry, so the command sends no second request.
  const again = await world.cli(['rotate', 'rejected']);
  expect(again.stderr).toContain('Alation rejected every credential of rejected');

  const { code, body } = await world.json(['replace', 'rejected'], world.refreshToken('new'));

  expect(code).toBe(0);
  expect(body).toMatchObject({ outcome: 'published', credentials: [{ state: 'accepted', daysLeft: 60 }] });
  expect((await world.json(['status', 'rejected'])).body).toMatchObject({
    needsPerson: false,
    integrations: [{ state: 'fresh' }],
  });
});

test('replace refuses the refresh token that is stored already', async () => {
  await world.onboard('same');
  const { credentials } = (await world.credentials('same')) as { credentials: { refresh_token: string }[] };

  const { code, stderr } = await world.cli(['replace', 'same'], credentials[0]?.refresh_token);

  expect(code).toBe(1);
  expect(stderr).toContain('the refresh token that is stored already; nothing was changed');
});

/** The refresh tokens of the stored document. */
const tokensOf = async (integration: string) => {
  const { credentials } = (await world.credentials(integration)) as {
    credentials: { refresh_token: string }[];
  };
  return credentials.map((credential) => credential.refresh_token);
};

const refusal = {
  kind: 'status',
  path: 'createAPIAccessToken|validateRefreshToken',
  status: 401,
  body: { detail: 'Refresh token provided is invalid.', code: '401000' },
} as const;

/** Makes Alation reject every refresh token from now on. Returns a function that ends this. */
const rejectRefreshTokens = () => world.alation.faults.add(refusal);

test('a valid refresh token that Alation rejected can be stored again, and the rotator retries it', async () => {
  await world.onboard('gateway');
  const recover = rejectRefreshTokens();
  expect((await world.cli(['rotate', 'gateway'])).code).toBe(1);
  recover();
  const [token = ''] = await tokensOf('gateway');

  const { code, stdout } = await world.cli(['replace', 'gateway'], token);

  expect(stdout).toContain('Alation accepts the rejected credential "gateway-a" of gateway again');
  expect(stdout).toMatch(/"gateway-a": accepted, 60 days left/);
  expect(code).toBe(0);
  expect(await tokensOf('gateway')).toEqual([token]);
  expect((await world.json(['status', 'gateway'])).body).toMatchObject({
    needsPerson: false,
    integrations: [{ state: 'fresh' }],
  });
  // Alation accepts the credential now, so the command refuses to store it once more.
  expect((await world.cli(['replace', 'gateway'], token)).stderr).toContain('nothing was changed');
});

test('of two credentials only the rejected credential can be stored again', async () => {
  await world.onboard('half', 2);
  const tokens = await tokensOf('half');
  const removeFault = world.alation.faults.add({ ...refusal, times: 2 });
  // Alation rejects the second credential and confirms the rejection. The rotator mints from the first credential.
  expect((await world.cli(['rotate', 'half'])).code).toBe(0);
  removeFault();

  const rejected = await world.cli(['replace', 'half', '--name', 'half-b'], tokens[1]);
  const active = await world.cli(['replace', 'half', '--name', 'half-a'], tokens[0]);

  expect(rejected.code).toBe(0);
  expect(rejected.stdout).toContain('Alation accepts the rejected credential "half-b" of half again');
  expect(active.code).toBe(1);
  expect(active.stderr).toContain('nothing was changed');
});

test('a credential that Alation still rejects is not stored again', async () => {
  await world.onboard('refused');
  const recover = rejectRefreshTokens();
  await world.cli(['rotate', 'refused']);
  recover();
  const [token = ''] = await tokensOf('refused');
  await world.revokeIssuingCredential('refused');

  const { code, stderr } = await world.cli(['replace', 'refused'], token);

  expect(code).toBe(1);
  expect(stderr).toContain('Alation rejects the refresh token');
  expect(stderr).toContain('Nothing was stored');
});

test('replace refuses the refresh token of the other credential', async () => {
  await world.onboard('swapped', 2);
  const [, other = ''] = await tokensOf('swapped');

  const { code, stderr } = await world.cli(['replace', 'swapped', '--name', 'swapped-a'], other);

  expect(code).toBe(2);
  expect(stderr).toContain('"swapped-a" and "swapped-b" are the same refresh token');
});

test('replace of an OAuth client needs only the new client secret', async () => {
  const client = world.alation.registerOAuthClient({ name: 'client' });
  const args = ['onboard', 'client', '--client-id', client.clientId, '--base-url', world.alation.url];
  expect((await world.cli(args, client.clientSecret)).code).toBe(0);
  const secret = world.alation.regenerateClientSecret(client.clientId);

  const { code, stdout } = await world.cli(['replace', 'client'], secret);

  expect(code).toBe(0);
  expect(stdout).toContain('"client-a": accepted, does not expire');
  expect(await world.credentials('client')).toMatchObject({ client_secret: secret });
});

test('an OAuth client can replace a refresh token', async () => {
  await world.onboard('moving');
  const client = world.alation.registerOAuthClient({ name: 'moving' });

  const { code } = await world.cli(
    ['replace', 'moving', '--client-id', client.clientId],
    client.clientSecret,
  );

  expect(code).toBe(0);
  expect(await world.credentials('moving')).toEqual({
    base_url: world.alation.url,
    credentials: [{ name: 'moving-a', client_id: client.clientId, client_secret: client.clientSecret }],
  });
});

test('replace without stored credentials advises onboard', async () => {
  const { code, stderr } = await world.cli(['replace', 'empty'], 'token');
  expect(code).toBe(1);
  expect(stderr).toContain('npx alation-tokens onboard empty');
});

test('replace refuses a file for another Alation', async () => {
  await world.onboard('other');
  const path = world.file(
    'other.json',
    JSON.stringify({ base_url: 'https://other.alationcloud.com', refresh_token: 'abc-def', user_id: 1 }),
  );

  const { code, stderr } = await world.cli(['replace', 'other', '--from-file', path]);

  expect(code).toBe(2);
  expect(stderr).toContain(
    `The credentials of other are for ${world.alation.url}, and you gave https://other.alationcloud.com; nothing was changed`,
  );
});

test('replace refuses --base-url of another Alation, and sends no credential there', async () => {
  await world.onboard('moved');
  const before = await world.credentials('moved');
  const elsewhere = await startWorld([]);
  const args = ['replace', 'moved', '--base-url', elsewhere.alation.url];

  const { code, stderr } = await world.cli(args, elsewhere.refreshToken('elsewhere'));
  expect(elsewhere.alation.calls.count()).toBe(0);
  await elsewhere.close();

  expect(code).toBe(2);
  expect(stderr).toContain(
    `The credentials of moved are for ${world.alation.url}, and you gave ${elsewhere.alation.url}`,
  );
  expect(stderr).toContain('Move an integration');
  expect(await world.credentials('moved')).toEqual(before);
});
