/**
 * `npm run release -- 0.2.0`: writes the version and the changelog, runs the checks, and writes the package and its bill
 * of materials into `dist/`. The command does not commit or publish.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import { projectPath } from '../infra/project-path.ts';
import { releasedChangelog } from './changelog.ts';
import { pack } from './pack.ts';
import { sbom } from './sbom.ts';

const [version = ''] = process.argv.slice(2);
const run = (command: string, ...options: readonly string[]): void => {
  execFileSync(command, options, { cwd: projectPath('.'), stdio: 'inherit' });
};
const changes = execFileSync('git', ['status', '--porcelain'], { cwd: projectPath('.'), encoding: 'utf8' });

if (!/^\d+\.\d+\.\d+$/.test(version)) {
  fail(`The version must be three numbers, such as 0.2.0; got ${JSON.stringify(version)}.`);
} else if (changes !== '') {
  fail(`There are changes that are not committed. Commit or discard them, then release:\n${changes}`);
} else {
  const changelog = projectPath('CHANGELOG.md');
  const today = new Date().toISOString().slice(0, 10);
  writeFileSync(changelog, releasedChangelog(readFileSync(changelog, 'utf8'), version, today));
  run('npm', 'version', version, '--no-git-tag-version', '--allow-same-version');
  check();

  const { path, integrity, packages } = await pack();
  const billPath = path.replace(/\.tgz$/, '.cdx.json');
  writeFileSync(billPath, `${JSON.stringify(sbom('alation-token-rotator', packages), undefined, 2)}\n`);
  console.log(`
${relative(projectPath('.'), path)}
${integrity}
${relative(projectPath('.'), billPath)}: ${packages.length} packages

Next:
  git commit --all --message 'chore: release ${version}'
  git tag v${version}
Run .ci/run, push the commit and the tag, and publish both files of dist/.`);
}

/** Checks the release. If a check fails, the changed files are restored, so that the release can be repeated. */
function check(): void {
  try {
    run('npm', 'run', 'check');
    run('npm', 'run', 'test:package');
  } catch {
    run('git', 'checkout', '--', 'CHANGELOG.md', 'package.json', 'package-lock.json');
    fail('A check failed: see above. Version and changelog are as before.');
    process.exit();
  }
}

function fail(message: string): void {
  console.error(message);
  process.exitCode = 1;
}
