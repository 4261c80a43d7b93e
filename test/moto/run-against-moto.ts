import { join } from 'node:path';
import { startPythonServer } from '../support/python-server.ts';
import { runVitest } from '../support/run-vitest.ts';
import { pythonProgram } from './python-environment.ts';

/**
 * Runs the tests of a folder against a new moto server. This process gets the exit code of the tests, and vitest gets the
 * arguments of this process.
 *
 * @param folder holds a `vitest.config.ts`
 * @param environment environment variables of the tests besides AWS_ENDPOINT_URL
 * @param command program and arguments that start moto, without host and port. Default: moto's server
 */
export async function runAgainstMoto(
  folder: string,
  environment: Readonly<Record<string, string>> = {},
  command: readonly string[] = [pythonProgram('moto_server')],
): Promise<void> {
  const moto = await startPythonServer({
    name: 'moto',
    command: (port) => [...command, '--host', '127.0.0.1', '--port', String(port)],
    healthPath: '/moto-api/',
  });
  try {
    process.exitCode = await runVitest(join(folder, 'vitest.config.ts'), {
      ...environment,
      AWS_ENDPOINT_URL: moto.url,
    });
  } finally {
    await moto.close();
  }
}
