import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ROOT, runProcess, startWorld, USER_ID, type World } from '../cli/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld(['tableau', 'loader']);
  await world.onboarded('tableau', 2);
  const client = world.alation.registerOAuthClient({ name: 'loader' });
  const args = ['onboard', 'loader', '--client-id', client.clientId, '--base-url', world.alation.url];
  await world.cli(args, client.clientSecret);
});
afterAll(() => world.close());

const snippet = (name: string) => join(ROOT, 'docs/snippets', name);
/** `npm run test:moto` makes a virtual environment with boto3 and the AWS CLI, for machines that have neither. */
const PATH = `${join(ROOT, '.venv/bin')}:${process.env['PATH']}`;
const isThere = (command: string, ...args: readonly string[]) =>
  spawnSync(command, args, { env: { ...process.env, PATH } }).status === 0;

const programs = [
  {
    name: 'read-token.sh',
    command: ['bash', snippet('read-token.sh')],
    isHere: isThere('aws', '--version') && isThere('jq', '--version') && isThere('curl', '--version'),
  },
  {
    name: 'read_token.py',
    command: ['python3', snippet('read_token.py')],
    isHere: isThere('python3', '-c', 'import boto3'),
  },
  { name: 'read-token.ts', command: [process.execPath, snippet('read-token.ts')], isHere: true },
];

const run = ([program = '', ...args]: readonly string[], integration: string) =>
  runProcess(program, [...args, integration], {
    environment: { ...world.environment, PATH, AWS_DEFAULT_REGION: world.aws.region },
    folder: world.folder,
  });

for (const { name, command, isHere } of programs) {
  describe.skipIf(!isHere)(`docs/snippets/${name}`, () => {
    test('reads the access token and calls Alation as its user', async () => {
      const { code, stdout, stderr } = await run(command, 'tableau');
      expect(stderr).toBe('');
      expect(code).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({ id: USER_ID });
    });

    test('need not know that another integration has an OAuth client', async () => {
      const { code, stdout } = await run(command, 'loader');
      expect(code).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({ username: expect.stringContaining('system_') });
    });

    test('reads the secret again after a refusal, once', async () => {
      world.alation.faults.add({ kind: 'status', path: '/userinfo/', status: 403, times: 1 });
      world.aws.calls.reset();

      const { code, stdout } = await run(command, 'tableau');

      expect(code).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({ id: USER_ID });
      expect(world.aws.calls.all()).toMatchObject({ 'secretsmanager.GetSecretValue': 2 });
    });

    test('gives up when it is refused again', async () => {
      world.alation.faults.add({ kind: 'status', path: '/userinfo/', status: 401, times: 2 });
      expect((await run(command, 'tableau')).code).not.toBe(0);
    });
  });
}
