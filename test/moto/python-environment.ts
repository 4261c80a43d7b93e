import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..', '..');
const ENVIRONMENT = join(ROOT, '.venv');
const STAMP = join(ENVIRONMENT, 'requirements.sha256');
const FILES = ['requirements.txt', 'constraints.txt'].map((name) => join(import.meta.dirname, name));

/** Path of a program of the virtual environment, e.g. `moto_server`. */
export function pythonProgram(name: string): string {
  return join(ENVIRONMENT, 'bin', name);
}

/**
 * Creates the virtual environment `.venv` unless it exists with the same requirements. Throws when Python 3 with `venv`
 * is missing or PyPI is unreachable.
 */
export function makePythonEnvironment(): void {
  const wanted = createHash('sha256');
  for (const file of FILES) wanted.update(readFileSync(file));
  const stamp = wanted.digest('hex');
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === stamp) return;
  console.log('Making a Python environment in .venv …');
  rmSync(ENVIRONMENT, { recursive: true, force: true });
  const [requirements = '', constraints = ''] = FILES;
  run('python3', ['-m', 'venv', ENVIRONMENT]);
  run(pythonProgram('pip'), [
    'install',
    '--quiet',
    '--disable-pip-version-check',
    '--requirement',
    requirements,
    '--constraint',
    constraints,
  ]);
  writeFileSync(STAMP, stamp);
}

function run(program: string, programArguments: readonly string[]): void {
  execFileSync(program, programArguments, { stdio: 'inherit' });
}
