import { AsyncLocalStorage } from 'node:async_hooks';
import type { Clock, Random } from '../../../functions/integration/ports.ts';

/** The clock and the random numbers of one invocation. */
export type VirtualTime = Clock & { readonly random: Random };

const current = new AsyncLocalStorage<VirtualTime>();

/**
 * Runs code whose timers, `Date.now`, `Math.random` and `AbortSignal.timeout` use virtual time. The AWS SDK waits for
 * its retries, and `functions/alation` for its deadlines, without a clock of their own. Code outside keeps real time, so
 * that the replacement affects only the functions of an invocation.
 */
export function inVirtualTime<T>(time: VirtualTime, run: () => T): T {
  install();
  return current.run(time, run);
}

class VirtualTimer {
  isCleared = false;
  ref(): this {
    return this;
  }
  unref(): this {
    return this;
  }
  hasRef(): boolean {
    return true;
  }
}

let isInstalled = false;

function install(): void {
  if (isInstalled) return;
  isInstalled = true;
  const { setTimeout: realSetTimeout, clearTimeout: realClearTimeout } = globalThis;
  const { now: realNow } = Date;
  const { random: realRandom } = Math;
  const realTimeout = AbortSignal.timeout.bind(AbortSignal);

  replace(globalThis, 'setTimeout', (run: (...given: unknown[]) => void, ms = 0, ...given: unknown[]) => {
    const time = current.getStore();
    if (time === undefined) return realSetTimeout(run, ms, ...given);
    const timer = new VirtualTimer();
    // A sleep of an invocation that crashed never ends, so the timer does not fire.
    const wait = async () => {
      await time.sleep(ms);
      if (!timer.isCleared) run(...given);
    };
    void wait();
    return timer;
  });
  replace(globalThis, 'clearTimeout', (timer: unknown) => {
    if (timer instanceof VirtualTimer) timer.isCleared = true;
    else realClearTimeout(timer as Parameters<typeof clearTimeout>[0]);
  });
  replace(Date, 'now', () => current.getStore()?.now() ?? realNow());
  replace(Math, 'random', () => (current.getStore()?.random ?? realRandom)());
  replace(AbortSignal, 'timeout', (ms: number) => {
    const time = current.getStore();
    if (time === undefined) return realTimeout(ms);
    const controller = new AbortController();
    void time
      .sleep(ms)
      .then(() =>
        controller.abort(new DOMException('The operation was aborted due to timeout', 'TimeoutError')),
      );
    return controller.signal;
  });
}

function replace(object: object, name: string, value: unknown): void {
  Object.defineProperty(object, name, { value, writable: true, configurable: true });
}
