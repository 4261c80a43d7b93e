import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { pythonProgram } from '../moto/python-environment.ts';

const execute = promisify(execFile);

/** moto's account, and the Region of all resources. */
export const ACCOUNT = '123456789012';
export const REGION = 'eu-west-1';

/** URL of moto. `run.ts` started it. */
export const ENDPOINT = process.env['AWS_ENDPOINT_URL'] ?? '';

/** Environment variables that point a program to moto and hide this machine's other AWS settings. */
export const awsEnvironment = {
  AWS_ENDPOINT_URL: ENDPOINT,
  AWS_REGION: REGION,
  AWS_DEFAULT_REGION: REGION,
  AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'example',
} as const;

/** Settings that point an SDK client to moto. */
export const connection = {
  endpoint: ENDPOINT,
  region: REGION,
  credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'example' },
} as const;

/** Runs the AWS CLI and returns its JSON output, or undefined without output. */
export async function aws(...command: readonly string[]): Promise<unknown> {
  // Version 1 of the CLI ignores AWS_ENDPOINT_URL for SQS.
  const options = ['--endpoint-url', ENDPOINT, '--output', 'json'];
  const { stdout } = await execute(pythonProgram('aws'), [...command, ...options], {
    env: { ...awsEnvironment, PATH: process.env['PATH'], HOME: '/nowhere' },
    maxBuffer: 10_000_000,
  });
  return stdout.trim() === '' ? undefined : JSON.parse(stdout);
}
