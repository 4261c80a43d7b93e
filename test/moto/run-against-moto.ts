import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { startMotoServer } from './moto-server.ts';

const ROOT = join(import.meta.dirname, '..', '..');

/**
 * Runs the tests of a folder against a new moto server, and ends this process with their exit code. Passes this
 * process's arguments to vitest.
 *
 * @param folder holds a `vitest.config.ts`
 * @param environment environment variables of the tests besides AWS_ENDPOINT_URL
 * @param command starts moto. Default: moto's server
 */
export async function runAgainstMoto(
  folder: string,
  environment: Readonly<Record<string, string>> = {},
  command?: readonly string[],
): Promise<void> {
  const moto = await startMotoServer(command);
  try {
    const vitest = spawn(
      process.execPath,
      [
        join(ROOT, 'node_modules/vitest/vitest.mjs'),
        'run',
        '--root',
        ROOT,
        '--config',
        join(folder, 'vitest.config.ts'),
        ...process.argv.slice(2),
      ],
      { stdio: 'inherit', env: { ...process.env, ...environment, AWS_ENDPOINT_URL: moto.url } },
    );
    const [code] = (await once(vitest, 'exit')) as [number | null];
    process.exitCode = code ?? 1;
  } finally {
    await moto.close();
  }
}
