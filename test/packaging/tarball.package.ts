import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, inject, test } from 'vitest';
import * as z from 'zod/mini';
import { CDK_RANGE } from '../../packaging/manifest.ts';

const ROOT = join(import.meta.dirname, '../..');
const unpack = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'unpacked-'));
  execFileSync('tar', ['-xzf', inject('tarball').path, '-C', folder]);
  return join(folder, 'package');
};
const manifest = (folder: string): unknown => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));

test('the tarball has exactly the listed files', () => {
  // The names of the command's chunks contain hashes. All pages of the documents are in the tarball.
  const files = inject('tarball').files.map((file) =>
    file.replace(/^cli\/(?!main\.js$).*\.js$/, 'cli/*.js').replace(/^docs\/[\w-]+\.md$/, 'docs/*.md'),
  );

  expect([...new Set(files)]).toMatchInlineSnapshot(`
    [
      "CHANGELOG.md",
      "LICENSE",
      "README.md",
      "SECURITY.md",
      "THIRD-PARTY-LICENSES.txt",
      "cli/*.js",
      "cli/main.js",
      "dist/lambda/rotator/index.mjs",
      "dist/lambda/rotator/index.mjs.map",
      "dist/lambda/warner/index.mjs",
      "dist/lambda/warner/index.mjs.map",
      "docs/access-token.schema.json",
      "docs/*.md",
      "docs/pictures/expiry-dark.svg",
      "docs/pictures/expiry-light.svg",
      "docs/pictures/renewal-dark.svg",
      "docs/pictures/renewal-light.svg",
      "docs/pictures/weeks-dark.svg",
      "docs/pictures/weeks-light.svg",
      "docs/snippets/read-token.sh",
      "docs/snippets/read-token.ts",
      "docs/snippets/read_token.py",
      "functions/contract.d.cts",
      "infra/alert-props.d.cts",
      "infra/index.cjs",
      "infra/index.d.cts",
      "infra/integration-props.d.cts",
      "infra/integration-secrets.d.cts",
      "infra/network-props.d.cts",
      "infra/settings-error.d.cts",
      "infra/token-rotator-props.d.cts",
      "infra/token-rotator.d.cts",
      "package.json",
    ]
  `);
});

test('no file of the tarball is a test, contains a private key or names the build folder', () => {
  const folder = unpack();
  for (const file of inject('tarball').files) {
    expect(file).not.toMatch(/\.test\.|(?:^|\/)test\/|\.pem$|\.env|\.npmrc/);
    const text = readFileSync(join(folder, file), 'utf8');
    const isFine = !/-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----\n/.test(text) && !text.includes(ROOT);
    expect({ file, isFine }).toEqual({ file, isFine: true });
  }
});

test('the tarball has no dependency, no script and an optional CDK', () => {
  const found = z.record(z.string(), z.unknown()).parse(manifest(unpack()));

  for (const key of ['dependencies', 'devDependencies', 'scripts']) expect(found).not.toHaveProperty(key);
  expect(found).toMatchObject({
    peerDependencies: CDK_RANGE,
    peerDependenciesMeta: { 'aws-cdk-lib': { optional: true }, constructs: { optional: true } },
  });
});

test('the tarball has the licence text of every bundled package', () => {
  const text = readFileSync(join(unpack(), 'THIRD-PARTY-LICENSES.txt'), 'utf8');
  const { packages } = inject('tarball');

  expect(packages.length).toBeGreaterThan(30);
  for (const { name, version, license } of packages)
    expect(text).toContain(`${name} ${version} (${license})\n`);
  expect(text).toContain('Luciano Mammino');
});

test('two fresh clones give the same tarball', { timeout: 1_800_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'clones-'));
  const hashes = ['one', 'deeper/two'].map((name) => {
    const clone = join(folder, name);
    mkdirSync(clone, { recursive: true });
    execFileSync('git', ['clone', '--quiet', ROOT, clone]);
    linkNodeModules(clone);
    return execFileSync(process.execPath, ['packaging/main.ts'], { cwd: clone, encoding: 'utf8' });
  });

  expect(hashes[0]).toMatch(/sha512-/);
  expect(hashes[1]).toBe(hashes[0]);
});

/**
 * Links the packages, because an installation takes half a minute. Leaves out `.vite*`, because Vitest writes to its cache
 * during the test.
 */
function linkNodeModules(clone: string) {
  const installed = join(ROOT, 'node_modules');
  const copy = join(clone, 'node_modules');
  mkdirSync(copy);
  const entries = readdirSync(installed).filter((name) => !name.startsWith('.vite'));
  execFileSync('cp', ['-al', ...entries.map((name) => join(installed, name)), copy]);
}
