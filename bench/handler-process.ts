import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import type { MemoryFigures, RunPlan, RunResult, MessageToHandler, MessageToWorld } from './messages.ts';
import type { World } from './world/world.ts';

/** The rotator's handler in its own process. */
export interface HandlerProcess {
  /** Memory after loading. */
  readonly memoryAtStart: MemoryFigures;
  /** Runs the plan with the AWS and the Alation of this world. */
  run(plan: RunPlan, world: World): Promise<RunResult>;
  stop(): void;
}

/**
 * The flags for the heap sizes that Lambda's Node.js runtime sets for a function of this memory, in MB: nine tenths for the
 * old generation and a twentieth for each half of the young generation. So garbage collection runs as often as in Lambda.
 */
export const heapFlags = (memoryMb: number): readonly string[] => [
  `--max-old-space-size=${Math.trunc(memoryMb * 0.9)}`,
  `--max-semi-space-size=${Math.trunc(memoryMb * 0.05)}`,
];

/** Starts the bundle with the heap of a function of this memory, in MB. */
export async function startHandler(bundle: string, memoryMb: number): Promise<HandlerProcess> {
  const child = fork(bundle, { execArgv: ['--expose-gc', ...heapFlags(memoryMb)], stdio: 'inherit' });
  const ready = await nextMessage(child, 'ready');
  return {
    memoryAtStart: ready.memory,
    async run(plan, world) {
      const respond = (message: MessageToWorld) => {
        if (message.kind !== 'request') return;
        world
          .respond(message)
          .then((response) => send(child, { kind: 'response', ...response }))
          .catch((error: unknown) => child.emit('error', error));
      };
      child.on('message', respond);
      try {
        send(child, { kind: 'run', plan });
        return (await nextMessage(child, 'finished')).result;
      } finally {
        child.off('message', respond);
      }
    },
    stop: () => child.disconnect(),
  };
}

function send(child: ChildProcess, message: MessageToHandler): void {
  child.send(message);
}

function nextMessage<K extends MessageToWorld['kind']>(
  child: ChildProcess,
  kind: K,
): Promise<Extract<MessageToWorld, { kind: K }>> {
  return new Promise((resolve, reject) => {
    const received = (message: MessageToWorld) => {
      if (message.kind === 'failed') settle(() => reject(new Error(message.stack)));
      if (isOfKind(message, kind)) settle(() => resolve(message));
    };
    const failed = (error: Error) => settle(() => reject(error));
    const ended = (code: number | null) => failed(new Error(`the handler's process ended with code ${code}`));
    const settle = (then: () => void) => {
      child.off('message', received);
      child.off('error', failed);
      child.off('exit', ended);
      then();
    };
    child.on('message', received);
    child.on('error', failed);
    child.on('exit', ended);
  });
}

function isOfKind<K extends MessageToWorld['kind']>(
  message: MessageToWorld,
  kind: K,
): message is Extract<MessageToWorld, { kind: K }> {
  return message.kind === kind;
}
