/**
 * `npm run test:moto`: the contract tests against moto, which others wrote, and boto3 and the AWS CLI against
 * local/aws. Arguments go to vitest.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { startMotoServer } from './moto-server.ts';
import { makePythonEnvironment } from './python-environment.ts';

const ROOT = join(import.meta.dirname, '..', '..');

makePythonEnvironment();
const moto = await startMotoServer();
try {
  const vitest = spawn(
    process.execPath,
    [
      join(ROOT, 'node_modules/vitest/vitest.mjs'),
      'run',
      '--root',
      ROOT,
      '--config',
      join(import.meta.dirname, 'vitest.config.ts'),
      ...process.argv.slice(2),
    ],
    {
      stdio: 'inherit',
      env: { ...process.env, CONTRACT_PEER: 'moto', AWS_ENDPOINT_URL: moto.url, NO_PROXY: '127.0.0.1' },
    },
  );
  const [code] = (await once(vitest, 'exit')) as [number | null];
  process.exitCode = code ?? 1;
} finally {
  await moto.close();
}
