import { execFileSync, fork } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { GetFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import * as z from 'zod/mini';
import { pythonProgram } from '../moto/python-environment.ts';
import { aws, awsEnvironment, connection } from './account.ts';

/** A deployed function that runs on this machine. */
export interface DeployedFunction {
  /** Environment variables of the function, from the template. */
  readonly environment: Readonly<Record<string, string>>;
  /** Runs the function once in a separate process, whose clock is `msAhead` ms ahead of this machine's. */
  invoke(event: unknown, msAhead: number): Promise<Invocation>;
}

/** Result of a run. */
export interface Invocation {
  /** Result of the handler; undefined if the handler threw. */
  readonly returned: unknown;
  /** The error of the handler or of the process; undefined without an error. */
  readonly failed: string | undefined;
  /** Everything printed: the log and the metrics. */
  readonly printed: string;
}

/** Code and layers of one function in a template. */
export interface FunctionCode {
  readonly bucket: string;
  readonly key: string;
  readonly layerKeys: readonly string[];
}

const message = z.object({ returned: z.optional(z.unknown()), failed: z.optional(z.string()) });

/** Gets a deployed function: its environment from moto's Lambda, its code and layers from moto's S3. */
export async function deployedFunction(
  name: string,
  code: FunctionCode,
  folder: string,
): Promise<DeployedFunction> {
  const lambda = new LambdaClient(connection);
  const { Configuration } = await lambda.send(new GetFunctionCommand({ FunctionName: name }));
  lambda.destroy();
  const environment = Configuration?.Environment?.Variables ?? {};
  const codeFolder = await unpacked(code.bucket, code.key, join(folder, 'code'));
  const layers = join(folder, 'opt');
  for (const key of code.layerKeys) await unpacked(code.bucket, key, layers);

  return {
    environment,
    invoke: async (event, msAhead) => {
      const child = fork(
        join(import.meta.dirname, 'lambda-runtime.ts'),
        [codeFolder, String(Configuration?.Timeout), String(msAhead)],
        {
          env: {
            // Lambda unpacks layers into /opt, where this process is not allowed to write.
            ...Object.fromEntries(
              Object.entries(environment).map(([key, value]) => [
                key,
                value.replace(/^\/opt\//, `${layers}/`),
              ]),
            ),
            ...awsEnvironment,
            AWS_LAMBDA_FUNCTION_NAME: name,
          },
          execArgv: [],
          stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
        },
      );
      const outputs = [child.stdout, child.stderr].filter((output) => output !== null);
      const printed = Promise.all(outputs.map((output) => text(output)));
      const reply = new Promise<unknown>((resolve) => {
        child.once('message', resolve);
        child.once('exit', () => resolve({ failed: 'The process ended without a reply.' }));
      });
      child.send(event ?? {});
      const { returned, failed } = message.parse(await reply);
      return { returned, failed, printed: (await printed).join('') };
    },
  };
}

async function unpacked(bucket: string, key: string, folder: string): Promise<string> {
  mkdirSync(folder, { recursive: true });
  const archive = join(folder, '..', key);
  await aws('s3', 'cp', `s3://${bucket}/${key}`, archive, '--quiet');
  execFileSync(pythonProgram('python'), ['-m', 'zipfile', '-e', archive, folder]);
  return folder;
}
