import { dirname, join } from 'node:path';
import { pythonEnvironment } from '../support/python-environment.ts';
import { startPythonServer, type PythonServer } from '../support/python-server.ts';

/** The Python environment of ministack. */
export const python = pythonEnvironment('.venv-ministack', import.meta.dirname);

const COMMANDS = {
  /** ministack with the patches that the project's stack needs. */
  patched: [join(import.meta.dirname, 'patched_ministack.py')],
  /** ministack as its authors published it. */
  unpatched: ['-m', 'ministack'],
} as const;

/**
 * Starts ministack on a free port of 127.0.0.1, with IAM enforced.
 *
 * @param environment more variables. The patched ministack reads `DECISIONS`, a file that gets one JSON line for each
 *   decision of IAM, and `ALARM_SECONDS_PER_HOUR`, how many seconds an hour of an alarm's period lasts
 */
export function startMinistack(
  kind: keyof typeof COMMANDS,
  environment: Readonly<Record<string, string>> = {},
): Promise<PythonServer> {
  return startPythonServer({
    name: 'ministack',
    command: () => [python.program('python'), ...COMMANDS[kind]],
    environment: (port) => ({
      AUTH: 'true',
      GATEWAY_PORT: String(port),
      // AWS's Lambda waits one and two minutes before its retries, which is too long for a test.
      LAMBDA_ASYNC_RETRY_BASE_SECONDS: '2',
      // The functions run in the Node of this process.
      PATH: `${dirname(process.execPath)}:${process.env['PATH']}`,
      PYTHONDONTWRITEBYTECODE: '1',
      AWS_ENDPOINT_URL: undefined,
      AWS_PROFILE: undefined,
      ...environment,
    }),
    healthPath: '/_ministack/health',
  });
}
