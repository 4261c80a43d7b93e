/** A call of a method of a port. */
export interface Call {
  readonly operation: string;
  readonly args: readonly unknown[];
  /** Position among the calls with the same counter, from 0. */
  readonly index: number;
}

/** Functions around a call. Each may wait, throw, or never end, as in a process that was terminated. */
export interface Interception {
  /** Runs before the call has an effect. */
  readonly before?: (call: Call) => Promise<void> | void;
  /** Runs after the effect, before the caller has the result. */
  readonly after?: (call: Call) => Promise<void> | void;
}

/** Names of the methods that return a promise. */
type AsyncMethod<T> = {
  [K in keyof T]: T[K] extends (...args: never) => Promise<unknown> ? K : never;
}[keyof T] &
  string;

/** Numbers the calls of several ports together. */
export type CallCounter = () => number;

/** A counter for `intercepted`. Ports with the same counter number their calls together. */
export function callCounter(): CallCounter {
  let calls = 0;
  return () => calls++;
}

/** A port with functions around the calls of some methods. */
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
