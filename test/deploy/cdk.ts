import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { TokenRotatorProps } from '../../infra/token-rotator-props.ts';
import { ACCOUNT, awsEnvironment, REGION } from './account.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const execute = promisify(execFile);

/** Runs the CDK's command line in this project. Throws an error with its output. */
export async function cdk(...command: readonly string[]): Promise<string> {
  const { stdout, stderr } = await execute(
    process.execPath,
    [join(ROOT, 'node_modules/aws-cdk/bin/cdk'), ...command],
    {
      cwd: ROOT,
      env: {
        ...process.env,
        ...awsEnvironment,
        CDK_DISABLE_CLI_TELEMETRY: '1',
        CI: '1',
        NO_COLOR: '1',
      },
      maxBuffer: 10_000_000,
    },
  );
  return stdout + stderr;
}

/** Prepares the account. */
export function bootstrap(): Promise<string> {
  return cdk('bootstrap', `aws://${ACCOUNT}/${REGION}`);
}

/**
 * Deploys a rotator with these settings. The folder receives the CDK's output and the settings file.
 *
 * It uses no change sets: moto identifies them by name only, and two stacks use the same names. It uses no previous
 * parameters: moto does not store them.
 */
export function deploy(folder: string, settings: TokenRotatorProps): Promise<string> {
  return cdk(
    'deploy',
    ...appOf(folder, settings),
    '--require-approval',
    'never',
    '--method',
    'direct',
    '--no-previous-parameters',
  );
}

/** Destroys the stack of a rotator. */
export function destroy(folder: string, settings: TokenRotatorProps): Promise<string> {
  return cdk('destroy', ...appOf(folder, settings), '--force');
}

function appOf(folder: string, settings: TokenRotatorProps): readonly string[] {
  const file = join(folder, 'settings.json');
  writeFileSync(file, JSON.stringify(settings));
  return ['--context', `alation-token-rotator=${file}`, '--output', join(folder, 'cdk.out')];
}
