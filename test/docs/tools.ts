import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from '../cli/world.ts';

/**
 * Whether a tool that is missing is a failure. `.ci/run` says so; on a developer's machine the tests that need the tool
 * are left out instead.
 */
export const areToolsRequired = process.env['REQUIRE_TOOLS'] === 'true';

/** `npm run test:moto` makes a virtual environment with boto3 and the AWS CLI, for machines that have neither. */
export const PATH = `${join(ROOT, '.venv/bin')}:${process.env['PATH']}`;

/** Those of these commands that cannot be run here, each a program with the arguments that try it. */
export function missingTools(commands: readonly string[]): readonly string[] {
  return commands.filter((command) => spawnSync('sh', ['-c', command], { env: { PATH } }).status !== 0);
}
