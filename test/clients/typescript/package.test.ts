import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../../..');

test('the tarball of the client in TypeScript contains its types and can be imported', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tarball-'));
  const run = (program: string, ...args: string[]) =>
    execFileSync(program, args, { cwd: folder, encoding: 'utf8' });
  const client = { cwd: join(ROOT, 'clients/typescript'), stdio: 'ignore' } as const;
  execFileSync('npm', ['run', 'build'], client);
  execFileSync('npm', ['pack', '--silent', '--pack-destination', folder], client);
  const installed = join(folder, 'node_modules');
  mkdirSync(installed);
  run('tar', '-xzf', 'alation-access-token-0.1.0.tgz', '-C', installed);
  run('mv', join(installed, 'package'), join(installed, 'alation-access-token'));
  symlinkSync(join(ROOT, 'node_modules/@aws-sdk'), join(installed, '@aws-sdk'));

  const files = run('tar', '-tzf', 'alation-access-token-0.1.0.tgz').trim().split('\n');
  for (const file of ['LICENSE', 'README.md', 'package.json', 'dist/index.js', 'dist/index.d.ts']) {
    expect(files).toContain(`package/${file}`);
  }
  expect(files.filter((file) => /src|test|\.ts$/.test(file.replace('.d.ts', '')))).toEqual([]);
  const program = `import * as client from 'alation-access-token'; console.log(Object.keys(client).join(' '));`;
  expect(run(process.execPath, '--input-type=module', '-e', program)).toBe(
    'AccessToken AccessTokenClient AccessTokenError alationFetch\n',
  );
});
