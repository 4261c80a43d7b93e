import type { MiddlewareObj } from '@middy/core';
import { errorFields } from './error-fields.ts';
import type { InvocationLog } from './logger.ts';
import type { Metrics } from './metrics.ts';

/** An invocation failed. Lambda logs what a handler throws and puts it into the dead-letter queue. */
class InvocationError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'InvocationError';
  }
}

/**
 * What both functions do around their work: begin the log, publish the metrics, also of an invocation that failed,
 * and see to it that no error leaves the function as it was thrown. Lambda writes a thrown error with its message,
 * stack and `cause` into the log and into the dead-letter queue, and the message of a foreign error may quote a
 * secret; `InvocationError` says what `errorFields` allows.
 *
 * Powertools' own middlewares do the first two, but on its classes: this one works on ports, so that the local run and
 * the tests go through it as well.
 */
export function handlerMiddleware({
  log,
  metrics,
}: {
  readonly log: InvocationLog;
  readonly metrics: Metrics;
}): MiddlewareObj {
  return {
    name: 'handlerMiddleware',
    before: ({ context }) => log.begin(context),
    after: () => metrics.publish(),
    onError: (request) => {
      const error = errorFields(request.error);
      // Not what was thrown: a log takes a text as it is, and anything may have been thrown.
      log.error('InvocationFailed', { error: { ...error } });
      metrics.publish();
      request.error = new InvocationError(
        `${error.name}: ${error.message ?? 'see the log line InvocationFailed of this request'}`,
      );
    },
  };
}
