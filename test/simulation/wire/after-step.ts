import { eventLoopTurn } from '../world/scheduler.ts';

const pending = new Set<Promise<unknown>>();
let last: Promise<unknown> = Promise.resolve();

/**
 * Resolves when everything that follows from a step has run. Only Web Crypto works outside the event loop, on other
 * threads. Its results arrive in the order of the calls, so that a seed always gives the same history.
 */
export async function afterStep(): Promise<void> {
  orderCrypto();
  do await eventLoopTurn();
  while (pending.size > 0);
}

const OPERATIONS = ['sign', 'verify', 'importKey', 'exportKey', 'generateKey', 'digest'] as const;

let isOrdered = false;

function orderCrypto(): void {
  if (isOrdered) return;
  isOrdered = true;
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
