import { chmodSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findLeaks } from '../support/canary.ts';
import { MAIN, runProcess, startWorld, type World } from './world.ts';

const CANARY = 'Zr4kQ8vUw2nXy7Lp1Hs9Bd3Tg6Mj5Fc0RaEi';

let world: World;
beforeAll(async () => {
  world = await startWorld(['tableau', 'loader']);
});
afterAll(() => world.close());

const commands = [
  'onboard',
  'replace',
  'status',
  'rotate',
  'verify',
  'pause',
  'resume',
  'rollback',
  'revoke',
  'events',
  'test-alert',
  'doctor',
];

test('--help names every command and the exit codes', async () => {
  const { code, stdout } = await world.cli(['--help']);
  expect(code).toBe(0);
  for (const command of commands) expect(stdout).toMatch(new RegExp(`^  ${command} `, 'm'));
  expect(stdout).toContain(
    'Exit codes: 0 done and well, 1 something needs a person, 2 called wrongly, 3 a passing',
  );
});

test.each(commands)('%s --help has an example that can be pasted', async (command) => {
  const { code, stdout } = await world.cli([command, '--help']);
  expect(code).toBe(0);
  expect(stdout).toContain(`$ npx alation-tokens ${command}`);
});

test('no command is wrong usage, and shows the help', async () => {
  const { code, stderr } = await world.cli([]);
  expect(code).toBe(2);
  expect(stderr).toContain('Usage: alation-tokens');
});

test('--version is the one of the package', async () => {
  expect((await world.cli(['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
});

test.each([
  ['onboard', 'tableau', `--refresh-token=${CANARY}`],
  ['onboard', 'tableau', '--refresh-token', CANARY],
  ['replace', 'tableau', `--token=${CANARY}`],
  ['onboard', 'tableau', '--create', `--password=${CANARY}`],
  ['onboard', 'loader', '--oauth', `--client-secret=${CANARY}`],
])('a secret in an argument is refused without being repeated: %s %s %s', async (...args) => {
  const { code, stdout, stderr } = await world.cli(args);
  expect(code).toBe(2);
  expect(stderr).toContain("a secret in an argument can be read in ps and in the shell's history");
  expect(stderr).toContain('make a new one');
  expect(findLeaks(stdout + stderr, [CANARY])).toEqual([]);
});

test.each([
  ['an argument too many', ['replace', 'tableau', CANARY]],
  ['no such command', [CANARY]],
  ['no integration of that form', ['replace', CANARY]],
  ['an option that does not exist', ['status', `--${CANARY}`]],
  ['a user id that is none', ['onboard', 'tableau', '--user-id', CANARY]],
  ['a name that is none', ['onboard', 'tableau', '--name', `${CANARY}!`]],
  ['a base URL that is none', ['onboard', 'tableau', '--base-url', CANARY, '--user-id', '1']],
  ['a severity that is none', ['test-alert', '--severity', CANARY]],
  ['a span that is none', ['events', '--since', CANARY]],
  ['days that are none', ['status', '--days', CANARY]],
  ['a timeout that is none', ['rotate', 'tableau', '--timeout', CANARY]],
  ['a prefix that is none', ['status', '--prefix', `${CANARY} `]],
])('%s is wrong usage, and what was typed is not repeated', async (_, args) => {
  const human = await world.cli(args, 'piped');
  const machine = await world.cli([...args, '--json'], 'piped');
  expect([human.code, machine.code]).toEqual([2, 2]);
  expect(JSON.parse(machine.stdout)).toMatchObject({ error: { code: 'Usage' } });
  expect(findLeaks(human.stdout + human.stderr + machine.stdout + machine.stderr, [CANARY])).toEqual([]);
});

test.each([
  [['test-alert', '--severity', 'huge'], '--severity wants one of info, warning, critical, and got "huge"'],
  [['status', 'Bad_Name'], 'No integration is called "Bad_Name": its name is 1 to 64 of a-z, 0-9 and -'],
  [['events', 'Bad_Name'], 'No integration is called "Bad_Name": its name is 1 to 64 of a-z, 0-9 and -'],
  [['rotate', 'demo', 'playground'], 'A command takes one integration at the most'],
  [['statsu'], 'There is no command "statsu".\n  Did you mean status?'],
  [['status', '--jsn'], 'There is no option --jsn.\n  Did you mean --json?'],
  [['replace', 'tableau', '--user-id', 'abc'], '--user-id wants a whole number, and got "abc"'],
  [['status', '--days', 'x'], '--days wants a whole number from 0 to 365, and got "x"'],
  [['rotate', 'tableau', '--timeout', 'x'], '--timeout wants a whole number from 1 to 3600, and got "x"'],
  [
    ['events', '--since', '0h'],
    '--since wants a number from 1 with m, h or d, such as 90m, 24h or 7d, and got "0h"',
  ],
  [['events', '--since', '5x'], 'such as 90m, 24h or 7d, and got "5x"'],
  [['status', '--prefix', 'a b'], 'in segments divided by /, and got "a b"'],
  [['onboard', 'tableau', '--name', '-a'], 'beginning with a letter or digit, and got "-a"'],
])('%j says what was got and what is allowed', async (args, says) => {
  const { code, stderr } = await world.cli(args);
  expect(stderr).toContain(says);
  expect(code).toBe(2);
});

test('the help shows defaults in the units of the option', async () => {
  const { stdout } = await world.cli(['events', '--help']);
  expect(stdout).toContain('(default: 24h)');
  expect(stdout).not.toContain('86400000');
});

test.each([
  ['nothing', '', 'Nothing came on standard input'],
  ['broken JSON', `{"refresh_token": "${CANARY}`, 'begins with { and is not JSON'],
  ['several words', `token: ${CANARY}`, 'neither JSON nor a single word'],
  ['JSON without a refresh token', '{"user_id": 7}', 'There is no terminal to ask at: Refresh token'],
  [
    'a control character in the token',
    `{"refresh_token": "${CANARY}\\u0007", "user_id": 7}`,
    '"refresh_token"',
  ],
  ['a token in single quotes', `'${CANARY}'`, 'has quotes around it, which belong to no token'],
  ['a token with half a pair of quotes', `"${CANARY}`, 'has quotes around it'],
  ['a token in typographic quotes', `“${CANARY}”`, 'holds characters that no token has'],
  [
    'a token in single quotes in a field',
    `{"refresh_token": "'${CANARY}'"}`,
    'The field "refresh_token" has quotes',
  ],
  ['a list of JSON', `["${CANARY}"]`, 'begins as a list or a text of JSON does'],
  [
    'JSON in a string of JSON',
    JSON.stringify(`{"refresh_token":"${CANARY}"}`),
    'begins as a list or a text of JSON',
  ],
  ['several words in a string of JSON', `"${CANARY} ${CANARY}"`, 'neither JSON nor a single word'],
  ['a number', '102', 'is a number and no token'],
  ['what jq prints for a field that is not there', 'null', 'jq prints null'],
  ['a URL', `https://acme.alationcloud.com/${CANARY}`, 'is a URL and no token'],
  ['more than a secret may hold', CANARY.repeat(2_000), 'holds more than 64 KiB'],
])('%s on standard input is refused, without quoting it', async (_, stdin, says) => {
  const { code, stdout, stderr } = await world.cli(
    ['onboard', 'tableau', '--base-url', world.alation.url, '--user-id', '7', '--no-check'],
    stdin,
  );
  expect(code).not.toBe(0);
  expect(stderr).toContain(says);
  expect(findLeaks(stdout + stderr, [CANARY])).toEqual([]);
  expect(world.aws.calls.all()['secretsmanager.PutSecretValue']).toBeUndefined();
});

test('a file that cannot be read is named', async () => {
  const { code, stderr } = await world.cli(['onboard', 'tableau', '--from-file', '/nowhere/token.json']);
  expect(code).toBe(2);
  expect(stderr).toContain('The file /nowhere/token.json cannot be read (ENOENT)');
});

test('a file that others may read is used, with a word about it', async () => {
  const path = world.file('open.json', '{"user_id": 7}');
  chmodSync(path, 0o644);
  const { stderr } = await world.cli([
    'onboard',
    'tableau',
    '--base-url',
    world.alation.url,
    '--from-file',
    path,
  ]);
  expect(stderr).toContain(`Others on this machine may read ${path}: chmod 600 it`);
});

test('an integration that is not deployed is answered with those that are', async () => {
  const { code, stderr } = await world.cli(['rotate', 'tablaeu']);
  expect(code).toBe(1);
  expect(stderr).toContain('There is no integration "tablaeu" under the prefix "alation"');
  expect(stderr).toContain('There are: loader, tableau');
});

test('commands to copy carry the prefix where it is another one', async () => {
  const { stderr } = await world.cli(['verify', 'tableau', '--prefix', 'alation']);
  expect(stderr).toContain('npx alation-tokens status tableau\n');
  const { stdout } = await world.cli(['doctor', '--prefix', 'acme']);
  expect(stdout).toContain('npx alation-tokens doctor --alation --prefix acme');
});

test.each([
  ['AccessDeniedException', 400, 1, 'You need the IAM action secretsmanager:ListSecrets on alation/'],
  ['ExpiredTokenException', 400, 1, 'Sign in to AWS again'],
  ['UnrecognizedClientException', 400, 1, 'Sign in to AWS again'],
  ['ThrottlingException', 400, 3, 'Try again in a moment'],
  ['InternalServiceError', 500, 3, 'Try again in a moment'],
])('%s of AWS ends with what to do', async (name, status, exitCode, todo) => {
  const clear = world.aws.faults.add({
    kind: 'error',
    service: 'secretsmanager',
    operation: 'ListSecrets',
    code: name,
    status,
    message: `a message with ${CANARY}`,
  });
  const { code, stderr } = await world.cli(['status']);
  clear();
  expect(code).toBe(exitCode);
  expect(stderr).toContain(`secretsmanager:ListSecrets on alation/ failed (${name}, HTTP ${status}`);
  expect(stderr).toContain(todo);
  expect(findLeaks(stderr, [CANARY])).toEqual([]);
});

test.each([
  ['a Region', { AWS_REGION: '' }, 2, 'No AWS Region is set'],
  [
    'credentials',
    { AWS_ACCESS_KEY_ID: '', AWS_EC2_METADATA_DISABLED: 'true' },
    1,
    'There are no AWS credentials that work',
  ],
])('without %s that is the message, and not one of the SDK', async (_, without, exitCode, says) => {
  const environment = Object.fromEntries(
    Object.entries({ ...world.environment, ...without }).filter(([, value]) => value !== ''),
  );
  const { code, stderr } = await runProcess(process.execPath, [MAIN, 'status'], {
    environment,
    folder: world.folder,
  });
  expect(code).toBe(exitCode);
  expect(stderr).toContain(says);
});

test('output that goes into a pipe has no colour, no spinner and no cursor movement', async () => {
  const { stdout, stderr } = await world.spawned(['status']);
  // oxlint-disable-next-line no-control-regex
  expect(stdout + stderr).not.toMatch(/\u001B/);
});
