import { PutSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Fault } from '../../local/alation/fault.ts';
import { findLeaks } from '../support/canary.ts';
import { startWorld, USER_ID, type World } from './world.ts';

const PASSWORD = 'Vb7-Kc5Yg0PuLiJd2hS6aRf9wTe1Mq4Xo8Zn3';

let world: World;
/** The secrets that were typed, stored or published. */
let secrets: string[];
beforeAll(async () => {
  world = await startWorld(['used', 'client', 'new']);
  await world.onboard('used', 2);
  await world.installation.rotate({ integration: 'used' });
  world.alation.addUser({ userId: 51, username: 'ada@example.com', password: PASSWORD });
  const client = world.alation.registerOAuthClient({ name: 'client' });
  const args = ['onboard', 'client', '--client-id', client.clientId, '--base-url', world.alation.url];
  await world.cli(args, client.clientSecret);
  const { credentials } = (await world.credentials('used')) as { credentials: { refresh_token: string }[] };
  secrets = [
    PASSWORD,
    client.clientSecret,
    ...credentials.map((credential) => credential.refresh_token),
    (await world.published('used')).accessToken,
    (await world.published('client')).accessToken,
  ];
});
afterAll(() => world.close());

const token = 'Wm7xC1zNb5qPo3Yk8Ve2Gu6Jt9Dl4Sf0HiKr';
const input = (fields: object) => JSON.stringify({ base_url: world.alation.url, ...fields });

/** Commands that send a secret to Alation. */
const commandsWithSecrets = (): readonly (readonly [args: readonly string[], stdin: string])[] => [
  [['onboard', 'new'], input({ refresh_token: token, user_id: USER_ID })],
  [['onboard', 'new', '--create'], input({ username: 'ada@example.com', password: PASSWORD })],
  [['onboard', 'new'], input({ client_id: 'some-client', client_secret: token })],
  [['replace', 'used', '--name', 'used-a'], input({ refresh_token: token, user_id: USER_ID })],
  [['verify', 'used'], ''],
  [['verify', 'client'], ''],
  [['rollback', 'used'], ''],
  [['doctor', '--no-aws', '--alation'], input({ refresh_token: token, user_id: USER_ID })],
];

test.each<Fault>([
  { kind: 'html200' },
  { kind: 'html502' },
  { kind: 'truncatedJson' },
  { kind: 'emptyBody' },
  { kind: 'status', status: 500, body: `echo ${token}` },
  { kind: 'status', status: 400, body: { detail: `echo ${token}`, error: token, error_description: token } },
  { kind: 'status', status: 401, body: { detail: `Refresh token ${token} is invalid`, code: '401000' } },
  {
    kind: 'wrongShape',
    body: { token_status: token, api_access_token: token, refresh_token: { value: token } },
  },
  { kind: 'redirect', status: 307, location: `https://elsewhere.example.com/?token=${token}` },
  { kind: 'dropAfterProcessing' },
])('no command prints a secret if Alation has the fault $kind', async (fault) => {
  world.alation.faults.add(fault);
  let printed = '';
  for (const [args, stdin] of commandsWithSecrets()) {
    for (const json of [[], ['--json']]) {
      const { code, stdout, stderr } = await world.cli([...args, ...json], stdin);
      expect([1, 3]).toContain(code);
      printed += stdout + stderr;
    }
  }
  world.alation.faults.clear();
  expect(printed.length).toBeGreaterThan(1_000);
  expect(findLeaks(printed, [...secrets, token])).toEqual([]);
});

test('replace refuses a credential whose secret is the name of another credential', async () => {
  const before = await world.credentials('used');
  const { code, stderr } = await world.cli(
    ['replace', 'used', '--name', 'used-a'],
    input({ refresh_token: 'used-b', user_id: USER_ID }),
  );
  expect(code).not.toBe(0);
  expect(stderr).toContain('The field "credentials[1].name" holds a refresh token');
  expect(await world.credentials('used')).toEqual(before);
});

test('no command prints a secret if Alation has no fault', async () => {
  let printed = '';
  for (const args of [
    ['status'],
    ['verify', 'used'],
    ['verify', 'client'],
    ['rollback', 'used'],
    ['rotate', 'used'],
    ['pause', 'used'],
    ['resume', 'used'],
    ['revoke', 'used', '--yes'],
    ['events'],
    ['test-alert'],
    ['doctor'],
  ]) {
    for (const json of [[], ['--json']]) {
      const { stdout, stderr } = await world.cli([...args, ...json]);
      printed += stdout + stderr;
    }
  }
  const now = [(await world.published('used')).accessToken, (await world.published('client')).accessToken];
  expect(findLeaks(printed, [...secrets, ...now])).toEqual([]);
});

test('no command prints the error message of a JSON parser', async () => {
  // A parser quotes malformed JSON in its message.
  const { secretsManager } = world.installation;
  await secretsManager.send(
    new PutSecretValueCommand({
      SecretId: 'alation/used/credentials',
      SecretString: `{"refresh_token": "${token}`,
    }),
  );
  await secretsManager.send(
    new PutSecretValueCommand({
      SecretId: 'alation/used/access-token',
      SecretString: `{"access_token": "${token}`,
    }),
  );
  let printed = '';
  for (const command of ['verify', 'rollback', 'replace', 'revoke', 'rotate']) {
    const options = command === 'revoke' ? ['--yes'] : [];
    const { code, stdout, stderr } = await world.cli([command, 'used', ...options], 'a-new-refresh-token');
    expect(code).toBe(1);
    printed += stdout + stderr;
  }
  expect(printed).toContain('is not JSON');
  expect(printed).toContain('was not written by the rotator');
  expect(findLeaks(printed, [token])).toEqual([]);
});

test.each([
  {
    what: 'a name',
    args: [],
    fields: { name: token, refresh_token: token, user_id: 1 },
    says: /field "name"|credentials\[0\]\.name/,
  },
  {
    what: 'two names of a list',
    args: [],
    fields: {
      credentials: [
        { name: token, refresh_token: token, user_id: 1 },
        { name: token, refresh_token: `${token}2`, user_id: 1 },
      ],
    },
    says: /credentials\[0\]\.name/,
  },
  { what: 'a client id', args: [], fields: { client_id: token, client_secret: token }, says: /client_id/ },
  { what: '--name', args: ['--name', token], fields: { refresh_token: token, user_id: 1 }, says: /name/ },
  {
    what: '--name, if the secret is a password',
    args: ['--create', '--name', PASSWORD.slice(0, 38)],
    fields: { username: 'ada@example.com', password: PASSWORD.slice(0, 38) },
    says: /name holds the password/,
  },
])(
  'onboard refuses a secret as $what, stores nothing and does not print the secret',
  async ({ args, fields, says }) => {
    const { code, stdout, stderr } = await world.cli(['onboard', 'new', ...args], input(fields));
    expect(code).not.toBe(0);
    expect(stderr).toMatch(says);
    expect(stderr).toMatch(/nothing was (?:stored|sent)/);
    expect(findLeaks(stdout + stderr, [token, PASSWORD.slice(0, 38)])).toEqual([]);
    await expect(world.credentials('new')).rejects.toThrow('AWSCURRENT');
  },
);
