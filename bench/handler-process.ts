import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import type { MemoryFigures, RunPlan, RunResult, ToHandler, ToWorld } from './messages.ts';
import type { World } from './world/world.ts';

/** The handler in a process of its own. */
export interface HandlerProcess {
  /** Just after it was loaded. */
  readonly memoryAtStart: MemoryFigures;
  /** Runs the handler in this world. */
  run(plan: RunPlan, world: World): Promise<RunResult>;
  stop(): void;
}

/**
 * What Lambda's Node.js runtime starts with in a function of that many MB, so that the garbage is collected as it would
 * be there: nine tenths for the old generation and a twentieth for each half of the young one.
 */
const heapFlags = (memoryMb: number) => [
  `--max-old-space-size=${Math.trunc(memoryMb * 0.9)}`,
  `--max-semi-space-size=${Math.trunc(memoryMb * 0.05)}`,
];

/** Starts it from its bundle, in a function of that many MB. */
export async function startHandler(bundle: string, memoryMb: number): Promise<HandlerProcess> {
  const child = fork(bundle, { execArgv: ['--expose-gc', ...heapFlags(memoryMb)], stdio: 'inherit' });
  const ready = await nextMessage(child, 'ready');
  return {
    memoryAtStart: ready.memory,
    async run(plan, world) {
      const answer = (message: ToWorld) => {
        if (message.kind !== 'request') return;
        world
          .answer(message)
          .then((answered) => tell(child, { kind: 'answer', ...answered }))
          .catch((error: unknown) => child.emit('error', error));
      };
      child.on('message', answer);
      try {
        tell(child, { kind: 'run', plan });
        return (await nextMessage(child, 'ran')).result;
      } finally {
        child.off('message', answer);
      }
    },
    stop: () => child.disconnect(),
  };
}

function tell(child: ChildProcess, message: ToHandler): void {
  child.send(message);
}

function nextMessage<K extends ToWorld['kind']>(
  child: ChildProcess,
  kind: K,
): Promise<Extract<ToWorld, { kind: K }>> {
  return new Promise((resolve, reject) => {
    const heard = (message: ToWorld) => {
      if (message.kind === 'broke') settle(() => reject(new Error(message.stack)));
      if (isOfKind(message, kind)) settle(() => resolve(message));
    };
    const failed = (error: Error) => settle(() => reject(error));
    const ended = (code: number | null) => failed(new Error(`the handler's process ended with code ${code}`));
    const settle = (then: () => void) => {
      child.off('message', heard);
      child.off('error', failed);
      child.off('exit', ended);
      then();
    };
    child.on('message', heard);
    child.on('error', failed);
    child.on('exit', ended);
  });
}

function isOfKind<K extends ToWorld['kind']>(
  message: ToWorld,
  kind: K,
): message is Extract<ToWorld, { kind: K }> {
  return message.kind === kind;
}
