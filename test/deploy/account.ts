import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { pythonProgram } from '../moto/python-environment.ts';

const execute = promisify(execFile);

/** The account that moto plays, and the Region that everything is in. */
export const ACCOUNT = '123456789012';
export const REGION = 'eu-west-1';

/** Where moto is; `run.ts` started it. */
export const ENDPOINT = process.env['AWS_ENDPOINT_URL'] ?? '';

/** The environment of a program that is to find moto and nothing else of this machine's AWS settings. */
export const awsEnvironment = {
  AWS_ENDPOINT_URL: ENDPOINT,
  AWS_REGION: REGION,
  AWS_DEFAULT_REGION: REGION,
  AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'example',
} as const;

/** Settings that point an SDK client at moto. */
export const connection = {
  endpoint: ENDPOINT,
  region: REGION,
  credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'example' },
} as const;

/** Runs the AWS CLI and returns what it printed as JSON; undefined when it printed nothing. */
export async function aws(...command: readonly string[]): Promise<unknown> {
  // For SQS, version 1 of the CLI does not heed AWS_ENDPOINT_URL.
  const options = ['--endpoint-url', ENDPOINT, '--output', 'json'];
  const { stdout } = await execute(pythonProgram('aws'), [...command, ...options], {
    env: { ...awsEnvironment, PATH: process.env['PATH'], HOME: '/nowhere' },
    maxBuffer: 10_000_000,
  });
  return stdout.trim() === '' ? undefined : JSON.parse(stdout);
}
