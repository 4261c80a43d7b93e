import { mkdirSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { MAIN, runProcess, startWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld(['tableau']);
});
afterAll(() => world.close());

test('AWS_DEFAULT_REGION is the Region if AWS_REGION is not set', async () => {
  const region = world.environment['AWS_REGION'] ?? '';
  const { stdout } = await world.cliWith({ AWS_REGION: '', AWS_DEFAULT_REGION: region }, ['status']);
  expect(stdout).toContain('tableau');
});

test('AWS_REGION overrides AWS_DEFAULT_REGION', async () => {
  const { stdout } = await world.cliWith({ AWS_DEFAULT_REGION: 'no Region at all' }, ['status']);
  expect(stdout).toContain('tableau');
});

test.each([
  [{}, ['--region', 'bad region'], '--region must be a Region such as eu-central-1; got "bad region"'],
  [
    { AWS_REGION: 'eu_central_1' },
    [],
    'AWS_REGION must be a Region such as eu-central-1; got "eu_central_1"',
  ],
  [{}, ['--profile', 'nope'], '--profile names the AWS profile "nope", but this profile does not exist'],
  [{ AWS_PROFILE: 'nope' }, [], 'AWS_PROFILE names the AWS profile "nope", but this profile does not exist'],
  [
    { AWS_PROFILE: 'nope', AWS_REGION: '' },
    [],
    'AWS_PROFILE names the AWS profile "nope", but this profile does not exist',
  ],
  [
    { AWS_ENDPOINT_URL: 'notaurl' },
    [],
    'AWS_ENDPOINT_URL must be an HTTP or HTTPS URL such as http://127.0.0.1:4566',
  ],
  [{ AWS_ENDPOINT_URL_SNS: 'localhost:4566' }, [], 'AWS_ENDPOINT_URL_SNS must be an HTTP or HTTPS URL'],
])(
  'the environment %o with the options %o is wrong usage, and the message names the value',
  async (changes, args, says) => {
    const { code, stderr } = await world.cliWith(changes, ['status', ...args]);
    expect(stderr).toContain(says);
    expect(code).toBe(2);
  },
);

test('the error for an endpoint that sends no response names the endpoint and its variable', async () => {
  const { code, stderr } = await world.cliWith({ AWS_ENDPOINT_URL: 'http://user:word@127.0.0.1:1' }, [
    'status',
  ]);
  expect(code).toBe(3);
  expect(stderr).toContain('failed (ECONNREFUSED at 127.0.0.1:1)');
  expect(stderr).toContain('AWS_ENDPOINT_URL is http://127.0.0.1:1: if no server responds there');
  expect(stderr).not.toContain('word');
});

test.each([
  ['a page', 200, { 'content-type': 'text/html' }, '<!doctype html><title>Welcome</title>'],
  ['a redirect', 302, { location: 'https://portal.example.com/' }, ''],
  ['a refusal of a proxy', 403, { 'content-type': 'text/html' }, '<html>Forbidden</html>'],
])('the command reports that %s is not a response of AWS', async (_, status, headers, body) => {
  const server = createServer((request, response) => {
    request.resume();
    response.writeHead(status, headers).end(body);
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', () => resolve()));
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  const { code, stderr } = await world.cliWith({ AWS_ENDPOINT_URL: url }, ['status']);
  server.close();
  expect(stderr).toContain(`the response is not from AWS (HTTP ${status})`);
  expect(stderr).toContain(`AWS_ENDPOINT_URL is ${url}`);
  expect(stderr).not.toContain('report this defect');
  expect(code).toBe(1);
});

test.each([
  [
    'Signature expired: 20261128T020000Z is now earlier than 20261128T023000Z',
    'Set the clock of this machine',
  ],
  ['The request signature we calculated does not match the signature you provided.', 'Sign in to AWS again'],
])('the error for a signature that AWS rejects with "%s" names the cause', async (message, says) => {
  const clear = world.aws.faults.add({
    kind: 'error',
    service: 'secretsmanager',
    code: 'InvalidSignatureException',
    status: 403,
    message,
  });
  const { code, stderr } = await world.cli(['status']);
  clear();
  expect(stderr).toContain(says);
  expect(code).toBe(1);
});

test.each([
  ['InternalFailure', 3, 'Try again in a moment'],
  ['ThrottlingException', 3, 'Try again in a moment'],
  ['AccessDeniedException', 1, 'Get the IAM permission events:PutEvents'],
  ['NotAuthorizedForSourceException', 1, 'Get the IAM permission events:PutEvents'],
  ['InvalidArgument', 1, 'rejected the request as invalid'],
])('if the event bus answers %s, rotate exits %i and names the cause', async (code, exitCode, todo) => {
  await world.onboard('tableau');
  const clear = world.aws.faults.add({ kind: 'error', service: 'events', operation: 'PutEventsEntry', code });
  const ended = await world.cli(['rotate', 'tableau']);
  clear();
  expect(ended.stderr).toContain(`did not accept the request for a rotation (${code})`);
  expect(ended.stderr).toContain(todo);
  expect(ended.code).toBe(exitCode);
});

test('--from-file with a directory is wrong usage', async () => {
  await world.onboard('tableau');
  const path = join(world.folder, 'folder');
  mkdirSync(path, { mode: 0o755, recursive: true });
  const { code, stderr } = await world.cli(['replace', 'tableau', '--from-file', path]);
  expect(code).toBe(2);
  expect(stderr).toContain(`${path} is a directory`);
  expect(stderr).not.toContain('delete');
});

test('a topic that is not an ARN is wrong usage', async () => {
  const { code, stderr } = await world.cli(['test-alert', '--topic', 'foo']);
  expect(code).toBe(2);
  expect(stderr).toContain('--topic must be an ARN');
  expect(stderr).toContain('got "foo"');
});

test.skipIf(process.platform !== 'linux')(
  'the command reports in one line that the output cannot be written',
  async () => {
    const { code, stderr } = await runProcess(
      'bash',
      ['-c', `'${process.execPath}' '${MAIN}' status > /dev/full`],
      { environment: world.environment, folder: world.folder },
    );
    expect(stderr).toBe('Error: The output cannot be written (ENOSPC).\n');
    expect(code).toBe(1);
  },
);

test('a reader that closes the pipe causes no error, and the command still sets the exit code', async () => {
  const script = `set -o pipefail; '${process.execPath}' '${MAIN}' status --prefix nowhere | true`;
  const { code, stderr } = await runProcess('bash', ['-c', script], {
    environment: world.environment,
    folder: world.folder,
  });
  expect(stderr).toBe('');
  expect(code).toBe(1);
});
