import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..', '..');

/** Whether a missing tool fails the tests, as in `.ci/run`. On a developer's machine the tests are skipped instead. */
export const areToolsRequired = process.env['REQUIRE_TOOLS'] === 'true';

/** The PATH of the tests. It begins with the virtual environment of `npm run test:moto`, with boto3 and the AWS CLI. */
export const PATH = `${join(ROOT, '.venv/bin')}:${process.env['PATH']}`;

/**
 * The commands that fail on this machine. Each command is a program with arguments that only test whether the program
 * exists.
 */
export function missingTools(commands: readonly string[]): readonly string[] {
  return commands.filter((command) => spawnSync('sh', ['-c', command], { env: { PATH } }).status !== 0);
}
