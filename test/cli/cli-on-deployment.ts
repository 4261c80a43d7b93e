import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { vi } from 'vitest';
import { run } from '../../cli/run.ts';
import type { Deployment } from '../handlers/deployment.ts';
import type { CommandResult } from './world.ts';

/**
 * Runs the command against a deployment, on the deployment's clock. The function stubs environment variables, so call
 * `vi.unstubAllEnvs()` after each test.
 */
export async function cliOn(
  { aws }: Pick<Deployment, 'aws'>,
  args: readonly string[],
  stdin = '',
): Promise<CommandResult> {
  const environment = {
    AWS_ENDPOINT_URL: aws.url,
    AWS_REGION: aws.region,
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
  };
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const printed = Promise.all([text(stdout), text(stderr)]);
  const code = await run(args, { stdin: Readable.from([Buffer.from(stdin)]), stdout, stderr });
  stdout.end();
  stderr.end();
  const [out, err] = await printed;
  return { code, stdout: out, stderr: err };
}
