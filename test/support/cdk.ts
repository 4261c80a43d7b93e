import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { TokenRotatorProps } from '../../infra/token-rotator-props.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const execute = promisify(execFile);

/**
 * Runs the CDK's command line in this project and returns its output. Throws an error with the output if it fails.
 *
 * @param environment variables such as the endpoint of AWS, in addition to the environment of this process
 */
export async function runCdk(
  environment: Readonly<Record<string, string>>,
  command: readonly string[],
): Promise<string> {
  const { stdout, stderr } = await execute(
    process.execPath,
    [join(ROOT, 'node_modules/aws-cdk/bin/cdk'), ...command],
    {
      cwd: ROOT,
      env: { ...process.env, ...environment, CDK_DISABLE_CLI_TELEMETRY: '1', CI: '1', NO_COLOR: '1' },
      maxBuffer: 10_000_000,
    },
  );
  return stdout + stderr;
}

/** The arguments of `cdk bootstrap`. The CDK runs the app for this command too, and the app needs valid settings. */
export function bootstrapArguments(account: string, region: string): readonly string[] {
  const settings = 'alation-token-rotator=test/support/example-settings.json';
  return ['bootstrap', `aws://${account}/${region}`, '--context', settings];
}

/**
 * Writes the settings of a rotator into the folder. Returns the CDK options that read the settings and write into the
 * folder.
 */
export function appOptions(folder: string, settings: TokenRotatorProps): readonly string[] {
  const file = join(folder, 'settings.json');
  writeFileSync(file, JSON.stringify(settings));
  return ['--context', `alation-token-rotator=${file}`, '--output', join(folder, 'cdk.out')];
}
