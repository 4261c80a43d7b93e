import { Logger } from '@aws-lambda-powertools/logger';
import type { Context } from 'aws-lambda';
import type { Log } from '../rotation/ports.ts';
import { logFields } from './log-fields.ts';

/** The log of a function: a `Log` that knows the invocation it is in. */
export interface InvocationLog extends Log {
  /** Puts the invocation's request id and function name on each line from now on. */
  begin(context: Context): void;
}

/**
 * One JSON line per event on standard output, by Powertools for AWS Lambda. The event's name is the `message`; its
 * fields pass `logFields`. What a Lambda was invoked with is never logged, whatever POWERTOOLS_LOGGER_LOG_EVENT says.
 *
 * @param serviceName one of `ServiceName`
 * @see https://docs.aws.amazon.com/powertools/typescript/latest/features/logger/
 */
export function createLog(serviceName: string): InvocationLog {
  const logger = new Logger({ serviceName });
  return {
    begin: (context) => logger.addContext(context),
    info: (event, fields) => logger.info(event, logFields(fields)),
    warn: (event, fields) => logger.warn(event, logFields(fields)),
    error: (event, fields) => logger.error(event, logFields(fields)),
  };
}
