import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..', '..');

/** A Python virtual environment in this checkout. */
export interface PythonEnvironment {
  /** Path of one of its programs, e.g. `moto_server`. */
  program(name: string): string;
  /**
   * Creates the environment, unless it exists with the same requirements. Throws when Python 3 with `venv` is missing
   * or PyPI cannot be reached.
   */
  make(): void;
}

/**
 * The virtual environment in `name`, a folder of this checkout.
 *
 * @param requirements folder with `requirements.txt` and `constraints.txt`
 */
export function pythonEnvironment(name: string, requirements: string): PythonEnvironment {
  const folder = join(ROOT, name);
  const stampFile = join(folder, 'requirements.sha256');
  const files = ['requirements.txt', 'constraints.txt'].map((file) => join(requirements, file));
  const program = (programName: string) => join(folder, 'bin', programName);
  return {
    program,
    make() {
      const hash = createHash('sha256');
      for (const file of files) hash.update(readFileSync(file));
      const stamp = hash.digest('hex');
      if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return;
      console.log(`Making a Python environment in ${name} …`);
      rmSync(folder, { recursive: true, force: true });
      const [wanted = '', constraints = ''] = files;
      run('python3', ['-m', 'venv', folder]);
      const options = ['--quiet', '--disable-pip-version-check'];
      run(program('pip'), ['install', ...options, '--requirement', wanted, '--constraint', constraints]);
      writeFileSync(stampFile, stamp);
    },
  };
}

function run(program: string, programArguments: readonly string[]): void {
  execFileSync(program, programArguments, { stdio: 'inherit' });
}
