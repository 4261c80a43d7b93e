import type { Context } from 'aws-lambda';
import type { Clock } from '../../local/clock.ts';
import { invocationContext } from '../../local/installation/invocation-context.ts';
import { type CanaryOutput, capturePrinted } from '../support/canary-output.ts';
import { type DeadLetter, deadLetter } from './everything-shown.ts';

/** Options of one invocation. */
export interface InvocationOptions {
  /** Remaining ms when the invocation starts. Default: 15 minutes. */
  readonly remainingMs?: number;
}

/** Returns a function that invokes a handler as Lambda does, and records its prints, results, errors and dead letters. */
export function invoker(record: {
  readonly clock: Clock;
  readonly output: CanaryOutput;
  readonly deadLetters: DeadLetter[];
}) {
  const { clock, output, deadLetters } = record;
  let invocations = 0;
  /** Number of invocations that run now. They share one capture of the output. */
  let running = 0;
  let release: (() => void) | undefined;

  return async function invoke<T>(
    functionName: string,
    handler: (event: unknown, context: Context) => Promise<T>,
    event: unknown,
    { remainingMs }: InvocationOptions = {},
  ): Promise<T> {
    const context = invocationContext(functionName, `request-${++invocations}`, clock);
    const endsAt = clock.now() + (remainingMs ?? context.getRemainingTimeInMillis());
    if (running++ === 0) release = capturePrinted(output);
    try {
      const result = await handler(event, {
        ...context,
        getRemainingTimeInMillis: () => endsAt - clock.now(),
      });
      output.addValue(result);
      return result;
    } catch (error) {
      output.addValue(error);
      deadLetters.push(deadLetter(event, error));
      throw error;
    } finally {
      running -= 1;
      if (running === 0) release?.();
    }
  };
}
