import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ROOT, runProcess, startWorld, USER_ID, type World } from '../cli/world.ts';
import { areToolsRequired, missingTools, PATH } from '../support/tools.ts';

let world: World;
let otherHost: { readonly url: string; requests: number; close(): void };
beforeAll(async () => {
  otherHost = await startOtherHost();
  world = await startWorld(['tableau', 'loader', 'tableau-lineage']);
  await world.onboard('tableau', 2);
  await world.onboard('tableau-lineage');
  const client = world.alation.registerOAuthClient({ name: 'loader' });
  const args = ['onboard', 'loader', '--client-id', client.clientId, '--base-url', world.alation.url];
  await world.cli(args, client.clientSecret);
});
afterAll(async () => {
  otherHost.close();
  await world.close();
});

/** Starts a server on another host than Alation, which counts its requests. */
async function startOtherHost(): Promise<typeof otherHost> {
  const server = createServer((_, response) => {
    otherHost.requests += 1;
    response.end('{}');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const bound = server.address();
  const port = typeof bound === 'object' && bound !== null ? bound.port : 0;
  return { url: `http://127.0.0.1:${port}`, requests: 0, close: () => void server.close() };
}

const snippet = (name: string) => join(ROOT, 'docs/snippets', name);
const programs = [
  {
    name: 'read-token.sh',
    command: ['bash', snippet('read-token.sh')],
    tools: ['aws --version', 'jq --version', 'curl --version'],
  },
  {
    name: 'read_token.py',
    command: ['python3', snippet('read_token.py')],
    tools: ['python3 -c "import boto3"'],
  },
  { name: 'read-token.ts', command: [process.execPath, snippet('read-token.ts')], tools: [] },
];

test.runIf(areToolsRequired)('every tool that a snippet needs is installed', () => {
  expect(missingTools(programs.flatMap(({ tools }) => tools))).toEqual([]);
});

const run = ([program = '', ...args]: readonly string[]) =>
  runProcess(program, args, {
    environment: { ...world.environment, PATH, AWS_DEFAULT_REGION: world.aws.region },
    folder: world.folder,
  });

for (const { name, command, tools } of programs) {
  describe.skipIf(missingTools(tools).length > 0)(`docs/snippets/${name}`, () => {
    test('the program reads the access token and calls Alation as its user', async () => {
      const { code, stdout, stderr } = await run([...command, 'tableau']);
      expect(stderr).toBe('');
      expect(code).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({ id: USER_ID });
    });

    test('the program works unchanged with the access token of an OAuth client', async () => {
      const { code, stdout } = await run([...command, 'loader']);
      expect(code).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({ username: expect.stringContaining('system_') });
    });

    test('the program reads the secret again once after a refusal', async () => {
      world.alation.faults.add({ kind: 'status', path: '/userinfo/', status: 403, times: 1 });
      world.aws.calls.reset();

      const { code, stdout } = await run([...command, 'tableau']);

      expect(code).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({ id: USER_ID });
      expect(world.aws.calls.all()).toMatchObject({ 'secretsmanager.GetSecretValue': 2 });
    });

    test('the program follows no redirect, which would send the access token to another host', async () => {
      const location = `${otherHost.url}/userinfo/`;
      world.alation.faults.add({ kind: 'redirect', path: '/userinfo/', status: 302, location, times: 1 });

      await run([...command, 'tableau']);

      expect(otherHost.requests).toBe(0);
    });

    test('the program fails if Alation refuses the call twice', async () => {
      world.alation.faults.add({ kind: 'status', path: '/userinfo/', status: 401, times: 2 });
      expect((await run([...command, 'tableau'])).code).not.toBe(0);
    });
  });
}

test.skipIf(missingTools(['aws --version', 'jq --version']).length > 0)(
  'the environment variables of docs/recipes.md hold the access token',
  async () => {
    const page = readFileSync(join(ROOT, 'docs/recipes.md'), 'utf8');
    const lines = /```sh\n(document=[\s\S]*?)```/
      .exec(page)?.[1]
      ?.replace('your-tool', 'printenv ALATION_TOKEN');

    const { stdout, stderr } = await run(['sh', '-c', lines ?? '']);
    const failed = await run(['sh', '-c', (lines ?? '').replace('tableau-lineage', 'missing')]);

    expect(stderr).toBe('');
    expect(stdout.trim()).toBe((await world.published('tableau-lineage')).accessToken);
    // Without a document the tool does not start.
    expect(failed.stdout).toBe('');
    expect(failed.code).not.toBe(0);
  },
);

test('the client in five lines of TypeScript calls Alation', async () => {
  const example = /```ts\n(import \{ AccessTokenClient[\s\S]*?)```/;
  const [page, readme] = ['docs/consumers.md', 'clients/typescript/README.md'].map(
    (path) => example.exec(readFileSync(join(ROOT, path), 'utf8'))?.[1],
  );
  expect(page).toBe(readme);
  const source = join(ROOT, 'clients/typescript/src/index.ts');
  const program = page?.replace('alation-access-token', source);
  const path = world.file('client.ts', `${program}console.log(await response.text());`);

  const { code, stdout, stderr } = await run([process.execPath, path]);

  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(JSON.parse(stdout)).toMatchObject({ id: USER_ID });
});

test.skipIf(missingTools(['aws --version']).length > 0)(
  'the command of the README reads the access token with the AWS CLI',
  async () => {
    const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
    const line = /^aws secretsmanager get-secret-value .*$/m.exec(readme)?.[0] ?? '';

    const { code, stdout, stderr } = await run(['bash', '-c', line]);

    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const { accessToken } = await world.published('tableau-lineage');
    expect(JSON.parse(stdout)).toMatchObject({
      header_name: 'TOKEN',
      header_value: accessToken,
      base_url: world.alation.url,
    });
  },
);
