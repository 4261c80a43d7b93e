import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makePythonEnvironment } from '../moto/python-environment.ts';
import { bootstrapArguments, runCdk } from '../support/cdk.ts';
import { runVitest } from '../support/run-vitest.ts';
import { ACCOUNT, awsEnvironment, REGION, root } from './account.ts';
import { python, startMinistack } from './ministack.ts';

/**
 * Starts a patched ministack, bootstraps the CDK, and runs tests on it. This process gets the exit code of the tests, and
 * vitest gets the arguments of this process.
 *
 * @param configuration file of vitest's configuration, in this folder
 * @param environment more environment variables for ministack
 */
export async function runOnMinistack(
  configuration: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<void> {
  python.make();
  // The Python environment of moto has the AWS CLI, which runs the commands of the documents.
  makePythonEnvironment();
  const folder = mkdtempSync(join(tmpdir(), 'ministack-'));
  const DECISIONS = join(folder, 'decisions.jsonl');
  const ministack = await startMinistack('patched', { DECISIONS, ...environment });
  try {
    await runCdk(awsEnvironment(root, ministack.url), bootstrapArguments(ACCOUNT, REGION));
    process.exitCode = await runVitest(join(import.meta.dirname, configuration), {
      AWS_ENDPOINT_URL: ministack.url,
      DECISIONS,
    });
  } finally {
    await ministack.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
