import { eventLoopTurn } from '../world/scheduler.ts';

const pending = new Set<Promise<unknown>>();
let last: Promise<unknown> = Promise.resolve();

/**
 * Resolves when everything that follows from a step has run. Only signatures leave the event loop: Web Crypto computes
 * them on other threads. The signatures end in the order of their calls, so that a seed always gives the same history.
 */
export async function settled(): Promise<void> {
  observeCrypto();
  do await eventLoopTurn();
  while (pending.size > 0);
}

const OPERATIONS = ['sign', 'verify', 'importKey', 'exportKey', 'generateKey', 'digest'] as const;

let isObserved = false;

function observeCrypto(): void {
  if (isObserved) return;
  isObserved = true;
  const { subtle } = globalThis.crypto;
  for (const name of OPERATIONS) {
    const operation: unknown = subtle[name].bind(subtle);
    if (typeof operation !== 'function') continue;
    Object.defineProperty(subtle, name, {
      configurable: true,
      value: (...given: unknown[]) => {
        const result: Promise<unknown> = operation(...given);
        pending.add(result);
        const before = last;
        last = result.catch(() => undefined);
        return before.then(() => result).finally(() => pending.delete(result));
      },
    });
  }
}
