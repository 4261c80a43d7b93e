import { chmodSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ExitCode } from '../../cli/exit-code.ts';
import { createProgram } from '../../cli/program/create-program.ts';
import { findLeaks } from '../support/canary.ts';
import { startWorld, type World } from './world.ts';

const CANARY = 'Zr4kQ8vUw2nXy7Lp1Hs9Bd3Tg6Mj5Fc0RaEi';

let world: World;
beforeAll(async () => {
  world = await startWorld(['tableau', 'loader']);
});
afterAll(() => world.close());

const commands = createProgram(process.stdout, process.stderr, async () => {}).commands.map((command) =>
  command.name(),
);

test('--help lists every command and every exit code', async () => {
  const { code, stdout } = await world.cli(['--help']);
  expect(code).toBe(0);
  for (const command of commands) expect(stdout).toMatch(new RegExp(`^  ${command} `, 'm'));
  for (const one of Object.values(ExitCode)) expect(stdout).toMatch(new RegExp(`^  ${one} +\\w`, 'm'));
});

test.each(commands)('%s --help shows an example and fits 80 columns', async (command) => {
  const { code, stdout } = await world.cli([command, '--help']);
  expect(code).toBe(0);
  expect(stdout).toContain(`$ npx alation-tokens ${command}`);
  expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
});

test('a command line without a command is wrong usage, and shows the help', async () => {
  const { code, stderr } = await world.cli([]);
  expect(code).toBe(2);
  expect(stderr).toContain('Usage: alation-tokens');
});

test('--version prints the version of the package', async () => {
  expect((await world.cli(['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
});

test.each([
  ['onboard', 'tableau', `--refresh-token=${CANARY}`],
  ['onboard', 'tableau', '--refresh-token', CANARY],
  ['replace', 'tableau', `--token=${CANARY}`],
  ['onboard', 'tableau', '--create', `--password=${CANARY}`],
  ['onboard', 'loader', '--oauth', `--client-secret=${CANARY}`],
])(
  'the command refuses a secret in an argument, and the error does not repeat the secret: %s %s %s',
  async (...args) => {
    const { code, stdout, stderr } = await world.cli(args);
    expect(code).toBe(2);
    expect(stderr).toContain("because ps and the shell's history show a secret in an argument");
    expect(stderr).toContain('create a new secret');
    expect(findLeaks(stdout + stderr, [CANARY])).toEqual([]);
  },
);

test.each([
  ['one argument too many', ['replace', 'tableau', CANARY]],
  ['an unknown command', [CANARY]],
  ['an invalid name of an integration', ['replace', CANARY]],
  ['an unknown option', ['status', `--${CANARY}`]],
  ['an invalid user id', ['onboard', 'tableau', '--user-id', CANARY]],
  ['an invalid name', ['onboard', 'tableau', '--name', `${CANARY}!`]],
  ['an invalid base URL', ['onboard', 'tableau', '--base-url', CANARY, '--user-id', '1']],
  ['an invalid severity', ['test-alert', '--severity', CANARY]],
  ['an invalid span', ['events', '--since', CANARY]],
  ['an invalid number of days', ['status', '--days', CANARY]],
  ['an invalid timeout', ['rotate', 'tableau', '--timeout', CANARY]],
  ['an invalid prefix', ['status', '--prefix', `${CANARY} `]],
])('%s is wrong usage, and the message does not repeat the value', async (_, args) => {
  const human = await world.cli(args, 'piped');
  const machine = await world.cli([...args, '--json'], 'piped');
  expect([human.code, machine.code]).toEqual([2, 2]);
  expect(JSON.parse(machine.stdout)).toMatchObject({ error: { code: 'Usage' } });
  expect(findLeaks(human.stdout + human.stderr + machine.stdout + machine.stderr, [CANARY])).toEqual([]);
});

test.each([
  [['test-alert', '--severity', 'huge'], '--severity must be one of info, warning, critical; got "huge"'],
  [
    ['status', 'Bad_Name'],
    'The name of an integration has 1 to 64 characters of a-z, 0-9 and -, as in cdk.json; got "Bad_Name"',
  ],
  [
    ['events', 'Bad_Name'],
    'The name of an integration has 1 to 64 characters of a-z, 0-9 and -, as in cdk.json; got "Bad_Name"',
  ],
  [['verify', 'demo', 'playground'], 'too many arguments for this command'],
  [['statsu'], 'There is no command "statsu".\nWhat to do:\n  Did you mean status?'],
  [['status', '--jsn'], 'There is no option --jsn.\nWhat to do:\n  Did you mean --json?'],
  [['replace', 'tableau', '--user-id', 'abc'], '--user-id must be a whole number; got "abc"'],
  [['status', '--days', 'x'], '--days must be a whole number from 0 to 365; got "x"'],
  ...['2', '0h', '2 hours', '401d'].map((time): [string[], string] => [
    ['rotate', 'tableau', '--at-least', time],
    `--at-least must be a number from 1 with m, h or d, such as 90m, 24h or 7d, at most 400d; got "${time}"`,
  ]),
  [['rotate', 'tableau', '--timeout', 'x'], '--timeout must be a whole number from 1 to 3600; got "x"'],
  [
    ['events', '--since', '0h'],
    '--since must be a number from 1 with m, h or d, such as 90m, 24h or 7d; got "0h"',
  ],
  [['events', '--since', '5x'], 'such as 90m, 24h or 7d; got "5x"'],
  [['status', '--prefix', 'a b'], 'in segments separated by /; got "a b"'],
  [['onboard', 'tableau', '--name', '-a'], 'begin with a letter or a digit; got "-a"'],
])('the error for %j says what was got, what is allowed and what to do', async (args, text) => {
  const { code, stderr } = await world.cli(args);
  expect(stderr).toContain(text);
  expect(stderr).toMatch(/\nWhat to do:\n {2}\S/);
  expect(code).toBe(2);
});

test('--help shows defaults in the unit of the option', async () => {
  const { stdout } = await world.cli(['events', '--help']);
  expect(stdout).toContain('(default: 24h)');
  expect(stdout).not.toContain('86400000');
});

test.each([
  ['an empty text', '', 'Standard input is empty'],
  ['broken JSON', `{"refresh_token": "${CANARY}`, 'begins with { but is not JSON'],
  ['several words', `token: ${CANARY}`, 'neither JSON nor a single word'],
  ['JSON without a refresh token', '{"user_id": 7}', 'there is no terminal to ask for it: Refresh token'],
  [
    'a control character in the token',
    `{"refresh_token": "${CANARY}\\u0007", "user_id": 7}`,
    '"refresh_token"',
  ],
  ['a token in single quotes', `'${CANARY}'`, 'begins or ends with a quote, which no token does'],
  ['a token with half a pair of quotes', `"${CANARY}`, 'begins or ends with a quote'],
  ['a token in typographic quotes', `“${CANARY}”`, 'has characters that no token has'],
  [
    'a token in single quotes in a field',
    `{"refresh_token": "'${CANARY}'"}`,
    'The field "refresh_token" begins or ends with a quote',
  ],
  ['a list of JSON', `["${CANARY}"]`, 'is JSON, not a token'],
  ['JSON in a string of JSON', JSON.stringify(`{"refresh_token":"${CANARY}"}`), 'is JSON, not a token'],
  ['several words in a string of JSON', `"${CANARY} ${CANARY}"`, 'neither JSON nor a single word'],
  ['a number', '102', 'is a number, not a token'],
  ['the null that jq prints for a missing field', 'null', 'jq prints null'],
  ['a URL', `https://acme.alationcloud.com/${CANARY}`, 'is a URL, not a token'],
  ['more than a secret may hold', CANARY.repeat(2_000), 'holds more than 64 KiB'],
])('onboard refuses %s on standard input, and the error does not quote the input', async (_, stdin, says) => {
  const { code, stdout, stderr } = await world.cli(
    ['onboard', 'tableau', '--base-url', world.alation.url, '--user-id', '7', '--no-check'],
    stdin,
  );
  expect(code).not.toBe(0);
  expect(stderr).toContain(says);
  expect(findLeaks(stdout + stderr, [CANARY])).toEqual([]);
  expect(world.aws.calls.all()['secretsmanager.PutSecretValue']).toBeUndefined();
});

test('the error for an unreadable file names the file', async () => {
  const { code, stderr } = await world.cli(['onboard', 'tableau', '--from-file', '/nowhere/token.json']);
  expect(code).toBe(2);
  expect(stderr).toContain('The file /nowhere/token.json cannot be read (ENOENT)');
});

test('the command warns about a file that other users may read', async () => {
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
  expect(stderr).toContain(`Other users of this machine may read ${path}: run chmod 600 on it`);
});

test('the error for an integration that is not deployed lists the deployed integrations', async () => {
  const { code, stderr } = await world.cli(['rotate', 'tablaeu']);
  expect(code).toBe(1);
  expect(stderr).toContain('There is no integration "tablaeu" under the prefix "alation"');
  expect(stderr).toContain('Use one of the deployed integrations: loader, tableau');
});

test('a command to copy has --prefix unless the prefix is the default', async () => {
  const { stderr } = await world.cli(['verify', 'tableau', '--prefix', 'alation']);
  expect(stderr).toContain('npx alation-tokens status tableau\n');
  const { stdout } = await world.cli(['doctor', '--prefix', 'acme']);
  expect(stdout).toContain('npx alation-tokens doctor --alation --prefix acme');
});

test.each([
  ['AccessDeniedException', 400, 1, 'Get the IAM permission secretsmanager:ListSecrets on alation/'],
  ['ExpiredTokenException', 400, 1, 'Sign in to AWS again'],
  ['UnrecognizedClientException', 400, 1, 'Sign in to AWS again'],
  ['ThrottlingException', 400, 3, 'Try again in a moment'],
  ['InternalServiceError', 500, 3, 'Try again in a moment'],
])('the error for %s of AWS says what to do', async (name, status, exitCode, todo) => {
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
    'No valid AWS credentials were found',
  ],
])('a missing configuration of AWS has its own message: %s', async (_, without, exitCode, says) => {
  const { code, stderr } = await world.cliWith(without, ['status']);
  expect(code).toBe(exitCode);
  expect(stderr).toContain(says);
});

test('piped output has no colour, no spinner and no cursor movement', async () => {
  const { stdout, stderr } = await world.cliProcess(['status']);
  // oxlint-disable-next-line no-control-regex
  expect(stdout + stderr).not.toMatch(/\u001B/);
});
