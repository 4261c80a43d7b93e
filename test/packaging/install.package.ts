import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { startWorld, type World } from '../cli/world.ts';
import { installTarball, linkCdk, NODES, pathOf, runModule } from './installed.ts';

const run = promisify(execFile);
/** npm asks the registry for a newer npm now and then. */
const shellOf = (node: keyof typeof NODES) => ({
  PATH: pathOf(node),
  NODE_COMPILE_CACHE: '',
  NPM_CONFIG_UPDATE_NOTIFIER: 'false',
});
const nodes = Object.keys(NODES).map(Number) as (keyof typeof NODES)[];

const CONSTRUCT = `
  const stack = new Stack(new App(), 'Stack');
  new TokenRotator(stack, 'TokenRotator', { integrations: { tableau: { owner: 'bi-team' } } });
  const { Resources } = stack.node.root.synth().getStackByName('Stack').template;
  console.log(Object.values(Resources).filter(({ Type }) => Type === 'AWS::Lambda::Function').length);
`;
const MODULE = `import { App, Stack } from 'aws-cdk-lib';\nimport { TokenRotator } from 'alation-token-rotator';\n${CONSTRUCT}`;
const COMMON = `const { App, Stack } = require('aws-cdk-lib');\nconst { TokenRotator } = require('alation-token-rotator');\n${CONSTRUCT}`;

let world: World;
beforeAll(async () => {
  world = await startWorld(['tableau']);
  await world.onboarded('tableau');
});
afterAll(() => world.close());

describe.each(nodes)('installed in a clean folder with Node.js %i', (node) => {
  let folder: string;
  let warnings: string;
  const npx = (args: readonly string[], changes: Readonly<Record<string, string>> = {}) =>
    run('npx', ['--no-install', 'alation-tokens', ...args], {
      cwd: folder,
      env: { ...world.environment, ...shellOf(node), ...changes },
    });
  beforeAll(async () => {
    ({ folder, warnings } = await installTarball(inject('tarball').path, node));
  });

  test('npm installs one package and warns of nothing', () => {
    const lock = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8')) as { packages: object };

    expect(Object.keys(lock.packages)).toEqual(['', 'node_modules/alation-token-rotator']);
    expect(warnings).toBe('');
  });

  test('the command prints its help and its version', async () => {
    expect((await npx(['--help'])).stdout).toContain('Usage: alation-tokens');
    expect((await npx(['--version'])).stdout.trim()).toBe(version());
  });

  test('status and rotate reach AWS, and rotate publishes', async () => {
    expect((await npx(['status'])).stdout).toMatch(/^tableau .*fresh/m);
    const { published } = world;
    const before = await published('tableau');
    await npx(['rotate', 'tableau', '--force']);
    expect((await published('tableau')).accessToken).not.toBe(before.accessToken);
  });

  test('an app with the newest CDK synthesises a TokenRotator', async () => {
    linkCdk(folder, 'newest');

    expect(await runModule(folder, node, 'app.mjs', MODULE)).toContain('2\n');
  });
});

test.each([
  [20, {}, 'Use Node.js 24.14 or later, or 22.21 or later with NODE_USE_ENV_PROXY=1'],
  [
    20,
    { NODE_USE_ENV_PROXY: '1' },
    'Use Node.js 24.14 or later, or 22.21 or later with NODE_USE_ENV_PROXY=1',
  ],
  [22, {}, 'Set NODE_USE_ENV_PROXY=1, or use Node.js 24.14 or later'],
] as const)(
  'Node.js %i with HTTPS_PROXY and %j sends no request around the proxy',
  async (node, changes, advice) => {
    const { folder } = await installTarball(inject('tarball').path, node);
    const status = run('npx', ['--no-install', 'alation-tokens', 'status'], {
      cwd: folder,
      env: {
        ...world.environment,
        PATH: pathOf(node),
        NODE_COMPILE_CACHE: '',
        HTTPS_PROXY: 'http://proxy.invalid:3128',
        ...changes,
      },
    });

    await expect(status).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringContaining(advice) as string,
    });
  },
);

test('an app with the oldest CDK of the range synthesises a TokenRotator, in ES modules and in CommonJS', async () => {
  const { folder } = await installTarball(inject('tarball').path, 20);
  linkCdk(folder, 'oldest');

  expect(await runModule(folder, 20, 'app.mjs', MODULE)).toContain('2\n');
  expect(await runModule(folder, 20, 'app.cjs', COMMON)).toContain('2\n');
});

function version(): string {
  return (JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }).version;
}
