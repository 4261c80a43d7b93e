import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { deployedEnvironment } from '../environment.ts';
import { heapFlags } from '../handler-process.ts';
import { CERTIFICATE_FILE } from './https-world.ts';
import type { Invoke, MessageFromFunction } from './messages.ts';

/** The files of the function. */
export interface FunctionFiles {
  /** The bundle as it is deployed. */
  readonly bundle: string;
  /** The program that imports and invokes the bundle. */
  readonly program: string;
}

/** The deployed function in its own process, as after a cold start. */
export interface FunctionProcess {
  invoke(payload: unknown): Promise<Extract<MessageFromFunction, { kind: 'ended' }>>;
  stop(): void;
}

/** Starts the function with this memory, in MB. AWS and Alation are at this port. */
export async function startFunction(
  { bundle, program }: FunctionFiles,
  port: number,
  memoryMb: number,
): Promise<FunctionProcess> {
  const child = fork(program, [bundle, String(port), String(memoryMb)], {
    execArgv: [...heapFlags(memoryMb)],
    env: {
      PATH: process.env['PATH'],
      ...deployedEnvironment,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'bench',
      AWS_SECRET_ACCESS_KEY: 'bench',
      NODE_EXTRA_CA_CERTS: CERTIFICATE_FILE,
    },
    // Standard output is the log. The function writes the log to a file descriptor, as in Lambda. The bench discards it.
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  await nextMessage(child);
  return {
    async invoke(payload) {
      const message: Invoke = { payload };
      child.send(message);
      const response = await nextMessage(child);
      if (response.kind === 'ended') return response;
      throw new Error(response.kind === 'failed' ? response.stack : 'the function started twice');
    },
    stop: () => child.disconnect(),
  };
}

function nextMessage(child: ChildProcess): Promise<MessageFromFunction> {
  return new Promise((resolve, reject) => {
    const received = (message: MessageFromFunction) => settle(() => resolve(message));
    const ended = (code: number | null) =>
      settle(() => reject(new Error(`the process of the function ended with code ${code}`)));
    const settle = (then: () => void) => {
      child.off('message', received);
      child.off('exit', ended);
      then();
    };
    child.on('message', received);
    child.on('exit', ended);
  });
}
