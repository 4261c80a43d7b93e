import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..', '..');

/**
 * Runs the tests of a vitest configuration and returns their exit code. The arguments of this process go to vitest.
 *
 * @param environment for the tests, in addition to the environment of this process
 */
export async function runVitest(
  configuration: string,
  environment: Readonly<Record<string, string>>,
): Promise<number> {
  const vitest = spawn(
    process.execPath,
    [
      join(ROOT, 'node_modules/vitest/vitest.mjs'),
      'run',
      '--root',
      ROOT,
      '--config',
      configuration,
      ...process.argv.slice(2),
    ],
    { stdio: 'inherit', env: { ...process.env, ...environment } },
  );
  const [code] = (await once(vitest, 'exit')) as [number | null];
  return code ?? 1;
}
