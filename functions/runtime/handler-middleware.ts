import type { MiddlewareObj } from '@middy/core';
import { errorFields } from './error-fields.ts';
import type { InvocationLog } from './logger.ts';
import type { Metrics } from './metrics.ts';

/** A failed invocation. Lambda writes it to the log and to the dead-letter queue. */
class InvocationError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'InvocationError';
  }
}

/**
 * Wraps the handler of both functions. The middleware begins the log, publishes the metrics even after a failure, and
 * replaces a thrown error. Lambda writes a thrown error with its message, stack trace and `cause` to the log and the
 * dead-letter queue. The message of an error that is not of this project may quote a secret, so `InvocationError`
 * contains only what `errorFields` allows.
 *
 * The middlewares of Powertools do the same, but only with the classes of Powertools. This middleware uses ports, so that
 * the local run and the tests use it too.
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
      // The log would write a thrown text unchanged, so `error` is the fields and not the thrown value.
      log.error('InvocationFailed', { error: { ...error } });
      metrics.publish();
      request.error = new InvocationError(
        `${error.name}: ${error.message ?? 'see the log line InvocationFailed of this request'}`,
      );
    },
  };
}
