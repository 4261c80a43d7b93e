import { DeleteSecretCommand, PutSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { findLeaks } from '../support/canary.ts';
import { startWorld, type World } from './world.ts';

const SECRET = 'alation/tableau/access-token';

let world: World;
let document: Record<string, unknown>;
beforeAll(async () => {
  world = await startWorld(['tableau', 'loader', 'new']);
  const client = world.alation.registerOAuthClient({ name: 'loader' });
  const args = ['onboard', 'loader', '--client-id', client.clientId, '--base-url', world.alation.url];
  await world.cli(args, client.clientSecret);
  // `onboard` waits for the functions that events started, so no fault of a test affects these functions.
  await world.onboard('tableau', 2);
  document = JSON.parse(await valueOf('tableau'));
});
afterAll(() => world.close());
afterEach(async () => {
  world.aws.faults.clear();
  world.alation.faults.clear();
  await publish(document);
});

async function valueOf(integration: string): Promise<string> {
  const secret = world.aws.secrets.require(`alation/${integration}/access-token`);
  const { data } = secret.versions.get(secret.labels.get('AWSCURRENT') ?? '') ?? {};
  return data?.kind === 'string' ? data.text : '';
}

const publish = (value: object) =>
  world.installation.secretsManager.send(
    new PutSecretValueCommand({ SecretId: SECRET, SecretString: JSON.stringify(value) }),
  );

const findingsNotOk = (body: unknown) =>
  (body as { findings: { what: string; verdict: string; says: string; todo: string[] }[] }).findings
    .filter(({ verdict }) => verdict !== 'ok')
    .map(({ what, verdict, says, todo }) => ({ what, verdict, says, todo: todo.join('; ') }));

test.each(['tableau', 'loader'])(
  'doctor --consumer finds no problem if the consumer can read the secret and call Alation: %s',
  async (name) => {
    // A consumer may only read the access-token secret.
    const denied = { kind: 'error', code: 'AccessDeniedException' } as const;
    for (const service of ['lambda', 'events', 'logs', 'scheduler', 'kms', 'sns'] as const) {
      world.aws.faults.add({ ...denied, service });
    }
    for (const operation of ['ListSecrets', 'BatchGetSecretValue']) {
      world.aws.faults.add({ ...denied, service: 'secretsmanager', operation });
    }
    world.aws.faults.add({ ...denied, service: 'secretsmanager', matchSecretId: 'credentials' });
    const { code, stdout } = await world.cli(['doctor', '--consumer', name]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^AWS: Caller +ok +.* in account 123456789012$/m);
    expect(stdout).toContain(`alation/${name}/access-token is read and decrypted`);
    expect(stdout).toMatch(/^AWS: Expiry +ok +the access token expires in \d+ h$/m);
    expect(stdout).toMatch(/^Alation: Call +ok +127\.0\.0\.1:\d+ accepts the access token \(HTTP 200\)$/m);
    expect(stdout).toContain('This consumer can read the access token and call Alation.');
  },
);

test.each([
  {
    permission: 'secretsmanager:GetSecretValue',
    on: `on ${SECRET}`,
    code: 'AccessDeniedException',
    message:
      'User: arn:aws:sts::123456789012:assumed-role/kms/x is not authorized to perform: secretsmanager:GetSecretValue',
  },
  ...[
    { code: 'AccessDeniedException', message: 'Access to KMS is not allowed' },
    {
      code: 'AccessDeniedException',
      message: 'User: x is not authorized to perform: kms:Decrypt on resource: y',
    },
    { code: 'DecryptionFailure', message: 'x' },
  ].map((error) => ({ permission: 'kms:Decrypt', on: `on the KMS key of ${SECRET}`, ...error })),
])(
  'a consumer without $permission reads which permission is missing ($code: $message)',
  async ({ permission, on, code, message }) => {
    world.aws.faults.add({
      service: 'secretsmanager',
      operation: 'GetSecretValue',
      kind: 'error',
      code,
      message,
    });
    const ended = await world.json(['doctor', '--consumer', 'tableau']);
    expect(ended.code).toBe(1);
    expect(findingsNotOk(ended.body)).toEqual([
      {
        what: 'Secret',
        verdict: 'problem',
        says: `${permission} is missing, so ${SECRET} cannot be read`,
        todo: expect.stringContaining(`Allow this caller ${permission} ${on}.`),
      },
    ]);
  },
);

test('a consumer without secretsmanager:DescribeSecret reads who needs that permission, and the check succeeds', async () => {
  const which = { service: 'secretsmanager', operation: 'DescribeSecret', matchSecretId: SECRET } as const;
  world.aws.faults.add({ ...which, kind: 'error', code: 'AccessDeniedException' });
  const { code, stdout } = await world.cli(['doctor', '--consumer', 'tableau']);
  expect(code).toBe(0);
  expect(stdout).toContain("only AWS's caching clients need it");
});

test.each([401, 403] as const)(
  'doctor --consumer reports that Alation refuses the access token with %i',
  async (status) => {
    world.alation.faults.add({ kind: 'status', path: '/userinfo/', status });
    const { code, body } = await world.json(['doctor', '--consumer', 'tableau']);
    expect(code).toBe(1);
    expect(findingsNotOk(body)).toMatchObject([
      { what: 'Call', says: expect.stringContaining(`refuses the access token (HTTP ${status})`) },
    ]);
  },
);

test('if Alation sends no response, doctor --consumer names the host of Alation', async () => {
  world.alation.faults.add({ kind: 'dropBeforeProcessing' });
  const { code, body } = await world.json(['doctor', '--consumer', 'tableau']);
  expect(code).toBe(3);
  expect(findingsNotOk(body)).toMatchObject([
    {
      what: 'Call',
      verdict: 'unknown',
      says: expect.stringMatching(/^The command could not call 127\.0\.0\.1:\d+/),
    },
  ]);
});

test.each([
  {
    what: 'a header that does not match',
    value: { header_value: 'Zr4kQ8vUw2nXy7Lp1Hs9' },
    says: 'header_name and header_value',
  },
  {
    what: 'a value without an access token',
    value: { access_token: undefined, note: 'Zr4kQ8vUw2nXy7Lp1Hs9' },
    says: 'is not an access',
  },
  {
    what: 'an expired access token',
    value: { issued_at: '2026-11-01T00:00:00.000Z', expires_at: '2026-11-02T00:00:00.000Z' },
    says: 'and no newer access token was published',
  },
])('doctor --consumer reports a secret with $what, and shows none of its values', async ({ value, says }) => {
  await publish({ ...document, ...value });
  const { code, stdout, stderr } = await world.cli(['doctor', '--consumer', 'tableau']);
  expect(code).toBe(1);
  expect((stdout + stderr).replaceAll(/\s+/g, ' ')).toContain(says);
  expect(findLeaks(stdout + stderr, ['Zr4kQ8vUw2nXy7Lp1Hs9', String(document['access_token'])])).toEqual([]);
});

test('doctor --consumer reports a secret that does not exist or has no value, and advises to check --region', async () => {
  const [absent, empty] = [
    await world.json(['doctor', '--consumer', 'nowhere']),
    await world.json(['doctor', '--consumer', 'new']),
  ];
  for (const { code, body } of [absent, empty]) {
    expect(code).toBe(1);
    expect(findingsNotOk(body)).toMatchObject([
      { what: 'Secret', todo: expect.stringContaining('--region') },
    ]);
  }
});

test('doctor --consumer accepts the ARN of the secret instead of the name of the integration', async () => {
  const { arn } = world.aws.secrets.require(SECRET);
  expect((await world.cli(['doctor', '--consumer', arn])).code).toBe(0);
});

test.each([
  { args: ['--consumer', 'Not A Name'], says: 'takes the name of an integration' },
  { args: ['--consumer', 'tableau', '--alation'], says: '--consumer excludes --alation' },
  { args: ['--consumer', 'tableau', '--no-aws'], says: '--consumer excludes --alation' },
  { args: ['--consumer', 'tableau', '--renewal'], says: '--consumer excludes --alation, --renewal' },
  { args: ['--consumer', 'tableau', '--yes'], says: '--consumer excludes --alation, --renewal, --yes' },
])('doctor $args is wrong usage', async ({ args, says }) => {
  const { code, stderr } = await world.cli(['doctor', ...args]);
  expect(code).toBe(2);
  expect(stderr.replaceAll(/\s+/g, ' ')).toContain(says);
});

test('doctor --consumer reports a deleted secret', async () => {
  const { installation } = world;
  await installation.secretsManager.send(
    new DeleteSecretCommand({ SecretId: 'alation/loader/access-token' }),
  );
  const { code, body } = await world.json(['doctor', '--consumer', 'loader']);
  expect(code).toBe(1);
  expect(findingsNotOk(body)).toMatchObject([{ what: 'Secret' }]);
});
