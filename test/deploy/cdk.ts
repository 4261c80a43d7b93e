import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { TokenRotatorProps } from '../../infra/token-rotator-props.ts';
import { ACCOUNT, awsEnvironment, REGION } from './account.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const execute = promisify(execFile);

/** The CDK's command line, as a person uses it in this project. It throws with all that was printed. */
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
 * Deploys a rotator with these settings; the CDK's output and the settings file go into that folder.
 *
 * Without change sets, which moto tells apart by their names alone, and those of two stacks are equal; and without the
 * parameters of the last time, which moto does not keep.
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

/** Takes a rotator down. */
export function destroy(folder: string, settings: TokenRotatorProps): Promise<string> {
  return cdk('destroy', ...appOf(folder, settings), '--force');
}

function appOf(folder: string, settings: TokenRotatorProps): readonly string[] {
  const file = join(folder, 'settings.json');
  writeFileSync(file, JSON.stringify(settings));
  return ['--context', `alation-token-rotator=${file}`, '--output', join(folder, 'cdk.out')];
}
