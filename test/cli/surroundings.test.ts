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

/** Runs the command with another environment; a variable that is empty is not set. */
const within = (changes: Readonly<Record<string, string>>, args: readonly string[] = ['status']) =>
  runProcess(process.execPath, [MAIN, ...args], {
    environment: Object.fromEntries(
      Object.entries({ ...world.environment, ...changes }).filter(([, value]) => value !== ''),
    ),
    folder: world.folder,
  });

test('AWS_DEFAULT_REGION is the Region where AWS_REGION is not set', async () => {
  const region = world.environment['AWS_REGION'] ?? '';
  const { stdout } = await within({ AWS_REGION: '', AWS_DEFAULT_REGION: region });
  expect(stdout).toContain('tableau');
});

test('AWS_REGION stands above AWS_DEFAULT_REGION', async () => {
  const { stdout } = await within({ AWS_DEFAULT_REGION: 'no Region at all' });
  expect(stdout).toContain('tableau');
});

test.each([
  [{}, ['--region', 'bad region'], '--region wants a Region such as eu-central-1, and got "bad region"'],
  [
    { AWS_REGION: 'eu_central_1' },
    [],
    'AWS_REGION wants a Region such as eu-central-1, and got "eu_central_1"',
  ],
  [{}, ['--profile', 'nope'], 'There is no AWS profile "nope", which --profile names'],
  [{ AWS_PROFILE: 'nope' }, [], 'There is no AWS profile "nope", which AWS_PROFILE names'],
  [{ AWS_PROFILE: 'nope', AWS_REGION: '' }, [], 'There is no AWS profile "nope", which AWS_PROFILE names'],
  [{ AWS_ENDPOINT_URL: 'notaurl' }, [], 'AWS_ENDPOINT_URL is no URL such as http://127.0.0.1:4566'],
  [{ AWS_ENDPOINT_URL_SNS: 'localhost:4566' }, [], 'AWS_ENDPOINT_URL_SNS is no URL'],
])('with %o %o it is wrong usage, and the message names it', async (changes, args, says) => {
  const { code, stderr } = await within(changes, ['status', ...args]);
  expect(stderr).toContain(says);
  expect(code).toBe(2);
});

test('an endpoint at which nothing answers is named, and so is the variable that names it', async () => {
  const { code, stderr } = await within({ AWS_ENDPOINT_URL: 'http://user:word@127.0.0.1:1' });
  expect(code).toBe(3);
  expect(stderr).toContain('failed (ECONNREFUSED at 127.0.0.1:1)');
  expect(stderr).toContain('AWS_ENDPOINT_URL is http://127.0.0.1:1: if nothing answers there');
  expect(stderr).not.toContain('word');
});

test.each([
  ['a page', 200, { 'content-type': 'text/html' }, '<!doctype html><title>Welcome</title>'],
  ['a redirect', 302, { location: 'https://portal.example.com/' }, ''],
  ['a refusal of a proxy', 403, { 'content-type': 'text/html' }, '<html>Forbidden</html>'],
])('%s in the place of AWS is called what it is', async (_, status, headers, body) => {
  const server = createServer((request, response) => {
    request.resume();
    response.writeHead(status, headers).end(body);
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', () => resolve()));
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  const { code, stderr } = await within({ AWS_ENDPOINT_URL: url });
  server.close();
  expect(stderr).toContain(`what answered is not AWS (HTTP ${status})`);
  expect(stderr).toContain(`AWS_ENDPOINT_URL is ${url}`);
  expect(stderr).not.toContain('report it');
  expect(code).toBe(1);
});

test.each([
  ['Signature expired: 20261128T020000Z is now earlier than 20261128T023000Z', 'The clock of this machine'],
  ['The request signature we calculated does not match the signature you provided.', 'Sign in to AWS again'],
])('a signature that is refused because "%s" has its own cause', async (message, says) => {
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
  ['AccessDeniedException', 1, 'You need the IAM action events:PutEvents'],
  ['NotAuthorizedForSourceException', 1, 'You need the IAM action events:PutEvents'],
  ['InvalidArgument', 1, 'refused the request as it is'],
])('an event bus that answers %s ends with %i and its own cause', async (code, exitCode, todo) => {
  await world.onboarded('tableau');
  const clear = world.aws.faults.add({ kind: 'error', service: 'events', operation: 'PutEventsEntry', code });
  const ended = await world.cli(['rotate', 'tableau']);
  clear();
  expect(ended.stderr).toContain(`did not take the request (${code})`);
  expect(ended.stderr).toContain(todo);
  expect(ended.code).toBe(exitCode);
});

test('a directory in the place of a file is wrong usage, and called what it is', async () => {
  await world.onboarded('tableau');
  const path = join(world.folder, 'folder');
  mkdirSync(path, { mode: 0o755, recursive: true });
  const { code, stderr } = await world.cli(['replace', 'tableau', '--from-file', path]);
  expect(code).toBe(2);
  expect(stderr).toContain(`${path} is a directory`);
  expect(stderr).not.toContain('delete');
});

test('a topic that is no ARN is wrong usage', async () => {
  const { code, stderr } = await world.cli(['test-alert', '--topic', 'foo']);
  expect(code).toBe(2);
  expect(stderr).toContain('--topic wants an ARN');
  expect(stderr).toContain('got "foo"');
});

test.skipIf(process.platform !== 'linux')('output that cannot be written is told in one line', async () => {
  const { code, stderr } = await runProcess(
    'bash',
    ['-c', `'${process.execPath}' '${MAIN}' status > /dev/full`],
    { environment: world.environment, folder: world.folder },
  );
  expect(stderr).toBe('Error: the output cannot be written (ENOSPC).\n');
  expect(code).toBe(1);
});

test('whoever has read enough of the output hears no complaint, and the exit code is still the one of the command', async () => {
  const script = `set -o pipefail; '${process.execPath}' '${MAIN}' status --prefix nowhere | true`;
  const { code, stderr } = await runProcess('bash', ['-c', script], {
    environment: world.environment,
    folder: world.folder,
  });
  expect(stderr).toBe('');
  expect(code).toBe(1);
});
