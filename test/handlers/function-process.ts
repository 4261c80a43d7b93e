import { type ChildProcess, execFile } from 'node:child_process';
import { join } from 'node:path';
import type { LocalAlation } from '../../local/alation/server.ts';
import type { LocalAws } from '../../local/aws/server.ts';
import { EVENT_BUS_NAME } from '../../local/installation/names.ts';
import { compiledModules } from '../support/compiled-modules.ts';

const ROOT = join(import.meta.dirname, '../..');

/** Output and exit code of a process. */
export interface ProcessResult {
  /** -1 if a signal ended the process. */
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A Lambda function as a separate process, as AWS starts it. */
export interface FunctionProcess {
  readonly child: ChildProcess;
  readonly ended: Promise<ProcessResult>;
}

/**
 * Starts a function and invokes it once with this event. Its environment has only these variables, `PATH` and the folder of
 * compiled modules.
 */
export function startFunction(
  entry: 'rotator' | 'warner',
  environment: NodeJS.ProcessEnv,
  event: object = {},
): FunctionProcess {
  const script = join(ROOT, 'test/handlers/run-function.ts');
  const { promise: ended, resolve } = Promise.withResolvers<ProcessResult>();
  const child = execFile(
    process.execPath,
    [script, join(ROOT, `functions/${entry}.ts`), JSON.stringify(event)],
    { env: { ...compiledModules, PATH: process.env['PATH'], ...environment } },
    (_, stdout, stderr) => resolve({ exitCode: child.exitCode ?? -1, stdout, stderr }),
  );
  return { child, ended };
}

/** Environment variables of the rotator on these servers, with the stack's defaults. */
export function rotatorEnvironment(aws: LocalAws, alation: LocalAlation): Record<string, string> {
  return {
    ...awsEnvironment(aws),
    SECRET_PREFIX: 'alation',
    ALLOWED_HOSTS: alation.url,
    ROTATION_INTERVAL_MINUTES: '15',
    RENEWAL_FRACTION: '0.5',
    PROBE_INTERVAL_MINUTES: '60',
    REFRESH_TOKEN_LIFETIME_DAYS: '60',
    WRITES_PER_SECOND: '40',
    OAUTH_VERIFICATION: 'both',
    EVENT_BUS_NAME,
  };
}

/** Environment variables of the warner, which publishes to this topic. */
export function warnerEnvironment(aws: LocalAws, alertTopicArn: string): Record<string, string> {
  return {
    ...awsEnvironment(aws),
    SECRET_PREFIX: 'alation',
    ALLOWED_HOSTS: 'acme.alationcloud.com',
    WARNING_DAYS: '90,30,14',
    CLIENT_SECRET_MAX_AGE_DAYS: '0',
    ALERT_TOPIC_ARN: alertTopicArn,
    CHAT_TOPICS: '[]',
    EVENT_BUS_NAME,
  };
}

function awsEnvironment({ url, region }: LocalAws): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: url,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'example',
  };
}
