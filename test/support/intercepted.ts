/** One call of a port's method. */
export interface Call {
  readonly operation: string;
  readonly args: readonly unknown[];
  /** Position among all calls that this interception has seen, from 0. */
  readonly index: number;
}

/** What happens around a call: either may wait, throw, or never end (the process died there). */
export interface Interception {
  /** Before the call has any effect. */
  readonly before?: (call: Call) => Promise<void> | void;
  /** After its effect, before the caller learns of it. */
  readonly after?: (call: Call) => Promise<void> | void;
}

/** Names of the methods that return a promise. */
type AsyncMethod<T> = {
  [K in keyof T]: T[K] extends (...args: never) => Promise<unknown> ? K : never;
}[keyof T] &
  string;

/** Numbers the calls of several ports together. */
export type CallCounter = () => number;

/** A counter for `intercepted`; ports that share one have their calls numbered together. */
export function callCounter(): CallCounter {
  let calls = 0;
  return () => calls++;
}

/** The same port with something happening around the calls of these methods. */
export function intercepted<T extends object>(
  port: T,
  operations: readonly AsyncMethod<T>[],
  { before, after }: Interception,
  count: CallCounter = callCounter(),
): T {
  return new Proxy(port, {
    get(target, key) {
      const method: unknown = Reflect.get(target, key);
      const operation = operations.find((name) => name === key);
      if (operation === undefined || typeof method !== 'function') return method;
      return async (...args: readonly unknown[]) => {
        const call = { operation, args, index: count() };
        await before?.(call);
        const result: unknown = await Reflect.apply(method, target, args);
        await after?.(call);
        return result;
      };
    },
  });
}
