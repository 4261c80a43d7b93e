import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCdk } from '../support/cdk.ts';
import { runVitest } from '../support/run-vitest.ts';
import { ACCOUNT, awsEnvironment, REGION, root } from './account.ts';
import { python, startMinistack } from './ministack.ts';

/**
 * Runs tests against a mended ministack of their own, and ends this process with their exit code. Its arguments go to
 * vitest.
 *
 * @param configuration file of vitest's configuration, in this folder
 * @param environment for ministack
 */
export async function runOnMinistack(
  configuration: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<void> {
  python.make();
  const folder = mkdtempSync(join(tmpdir(), 'ministack-'));
  const DECISIONS = join(folder, 'decisions.jsonl');
  const ministack = await startMinistack('mended', { DECISIONS, ...environment });
  try {
    await runCdk(awsEnvironment(root, ministack.url), ['bootstrap', `aws://${ACCOUNT}/${REGION}`]);
    process.exitCode = await runVitest(join(import.meta.dirname, configuration), {
      AWS_ENDPOINT_URL: ministack.url,
      DECISIONS,
    });
  } finally {
    await ministack.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
