/**
 * `npm run test:deploy`: cfn-lint on our templates, `cdk bootstrap` and `cdk deploy` against moto, and then the deployed
 * code at work. Arguments go to vitest.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { startMotoServer } from '../moto/moto-server.ts';
import { makePythonEnvironment, pythonProgram } from '../moto/python-environment.ts';

const ROOT = join(import.meta.dirname, '..', '..');

makePythonEnvironment();
const moto = await startMotoServer([pythonProgram('python'), join(import.meta.dirname, 'mended_moto.py')]);
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
    { stdio: 'inherit', env: { ...process.env, AWS_ENDPOINT_URL: moto.url } },
  );
  const [code] = (await once(vitest, 'exit')) as [number | null];
  process.exitCode = code ?? 1;
} finally {
  await moto.close();
}
