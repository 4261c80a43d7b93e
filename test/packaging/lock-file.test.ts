import { execFileSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findUnverified } from '../../packaging/lock-file.ts';

const ROOT = join(import.meta.dirname, '../..');
/** Packages that work without their install script. The script of esbuild only saves time, and `.npmrc` forbids it. */
const PACKAGES_WITH_ALLOWED_SCRIPT = ['esbuild'];
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const packages = () => structuredClone(JSON.parse(read('package-lock.json'))).packages;

test.each(
  globSync('{,clients/**/,test/**/,tools/**/}package-lock.json', { cwd: ROOT, exclude: ['**/node_modules'] }),
)('in %s every package has a hash, and only allowed packages have an install script', (path) => {
  expect(findUnverified(JSON.parse(read(path)), PACKAGES_WITH_ALLOWED_SCRIPT)).toEqual([]);
});

test('npm runs no install script in this project', () => {
  const output = execFileSync('npm', ['config', 'get', 'ignore-scripts'], { cwd: ROOT, encoding: 'utf8' });

  expect(output.trim()).toBe('true');
});

test('the Node.js of development has one version on every platform, and its hash is in the lock file', () => {
  const { optionalDependencies } = JSON.parse(read('tools/node/package.json')) as {
    optionalDependencies: Record<string, string>;
  };
  const versions = new Set(Object.values(optionalDependencies));

  expect(versions).toEqual(new Set([process.versions.node]));
  for (const name of Object.keys(optionalDependencies)) {
    expect(packages()[`node_modules/${name}`]).toMatchObject({
      version: process.versions.node,
      integrity: expect.stringMatching(/^sha512-/),
      optional: true,
    });
  }
});

test.each([
  [{ integrity: undefined }, 'has no SHA-512 integrity'],
  [{ integrity: 'sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk=' }, 'has no SHA-512 integrity'],
  [{ resolved: 'git+ssh://git@github.com/colinhacks/zod.git#1f1f1f1' }, 'does not come from the registry'],
  [{ resolved: 'https://registry.npmjs.org.example.com/zod.tgz' }, 'does not come from the registry'],
  [{ resolved: 'file:../zod' }, 'does not come from the registry'],
  [{ resolved: '../zod', link: true }, 'is a link to a folder outside the project'],
  [{ hasInstallScript: true }, 'has an install script that is not allowed'],
])('the check finds a package with %j in the lock file', (change, problem) => {
  const all = packages();
  Object.assign(all['node_modules/zod'], change);

  expect(findUnverified({ packages: all }, PACKAGES_WITH_ALLOWED_SCRIPT)).toEqual([
    expect.stringMatching(`^node_modules/zod ${problem}`),
  ]);
});

test('an allowed install script of one package allows no script of another package', () => {
  const nested = { 'node_modules/a/node_modules/b': { integrity: 'sha512-x', hasInstallScript: true } };

  expect(findUnverified({ packages: nested }, ['b'])).toEqual([]);
  expect(findUnverified({ packages: nested }, ['a'])).toHaveLength(1);
});
