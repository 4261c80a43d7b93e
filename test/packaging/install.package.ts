import { execFile } from 'node:child_process';
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { ROOT, startWorld, type World } from '../cli/world.ts';
import { installTarball, linkCdk, NODES, pathOf, runNode } from './installed.ts';

const run = promisify(execFile);
/** Environment of a shell with this Node.js. The last variable stops npm from asking the registry for a newer npm. */
const shellOf = (node: keyof typeof NODES) => ({
  PATH: pathOf(node),
  NODE_COMPILE_CACHE: '',
  NPM_CONFIG_UPDATE_NOTIFIER: 'false',
});
const nodes = Object.keys(NODES).map(Number) as (keyof typeof NODES)[];

/** Prints the number of Lambda functions of a stack with a rotator. */
const COMMON_JS = `
  const { App, Stack } = require('aws-cdk-lib');
  const { TokenRotator } = require('alation-token-rotator');
  const stack = new Stack(new App(), 'Stack');
  new TokenRotator(stack, 'TokenRotator', { integrations: { tableau: { owner: 'bi-team' } } });
  const { Resources } = stack.node.root.synth().getStackByName('Stack').template;
  console.log(Object.values(Resources).filter(({ Type }) => Type === 'AWS::Lambda::Function').length);
`;

let world: World;
beforeAll(async () => {
  world = await startWorld(['tableau']);
  await world.onboard('tableau');
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

  test('npm installs one package and prints no warning', () => {
    const lock = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8')) as { packages: object };

    expect(Object.keys(lock.packages)).toEqual(['', 'node_modules/alation-token-rotator']);
    expect(warnings).toBe('');
  });

  test('the command prints its help and its version', async () => {
    expect((await npx(['--help'])).stdout).toContain('Usage: alation-tokens');
    expect((await npx(['--version'])).stdout.trim()).toBe(version());
  });

  test('the command status reads AWS and writes a page, and the command rotate publishes another access token', async () => {
    expect((await npx(['status', '--html', 'status.html'])).stdout).toMatch(/^tableau .*fresh/m);
    expect(readFileSync(join(folder, 'status.html'), 'utf8')).toContain('aria-label="tableau: ');
    const { published } = world;
    const before = await published('tableau');
    await npx(['rotate', 'tableau', '--force']);
    expect((await published('tableau')).accessToken).not.toBe(before.accessToken);
  });

  test('the example synthesises with the newest CDK', async () => {
    linkCdk(folder, 'newest');

    expect(await synthesiseExample(folder, node)).toEqual(['AlationTokens', 'Jobs']);
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
  'with Node.js %i, HTTPS_PROXY and %j the command status fails before it bypasses the proxy, and says what to change',
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

test('with the oldest CDK the example synthesises, and so does a CommonJS module', async () => {
  const { folder } = await installTarball(inject('tarball').path, 20);
  linkCdk(folder, 'oldest');

  expect(await synthesiseExample(folder, 20)).toEqual(['AlationTokens', 'Jobs']);
  writeFileSync(join(folder, 'app.cjs'), COMMON_JS);
  expect(await runNode(folder, 20, 'app.cjs')).toContain('2\n');
});

/** Compiles the example in a folder where the package is, as its users do, and runs it. Returns the names of its stacks. */
async function synthesiseExample(folder: string, node: keyof typeof NODES): Promise<readonly string[]> {
  for (const name of ['app.ts', 'tsconfig.json', 'job']) {
    cpSync(join(ROOT, 'examples/cdk-app', name), join(folder, name), { recursive: true });
  }
  // `npm init` creates a CommonJS package, and the example is an ES module.
  await run('npm', ['pkg', 'set', 'type=module'], { cwd: folder });
  await run(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', folder]);
  await runNode(folder, node, 'build/app.js');
  return readdirSync(join(folder, 'cdk.out')).flatMap(
    (file) => /^(.+)\.template\.json$/.exec(file)?.[1] ?? [],
  );
}

function version(): string {
  return (JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }).version;
}
