import type { Context } from 'aws-lambda';
import type { Log } from '../integration/ports.ts';
import { logFields } from './log-fields.ts';
import { writeLine, type WriteLine } from './write-line.ts';

/** The log of a function: a `Log` that knows the invocation it is in. */
export interface InvocationLog extends Log {
  /** Puts the invocation's request id and function name on each line from now on. */
  begin(context: Context): void;
}

/**
 * One JSON line per event on standard output, its keys named as Powertools for AWS Lambda names them. The event's name
 * is the `message`; its fields pass `logFields` and never take the place of a key of the line itself. What a Lambda
 * was invoked with is not logged.
 *
 * @param serviceName one of `ServiceName`
 * @param now ms since the epoch, for the lines' timestamps
 * @see https://docs.aws.amazon.com/powertools/typescript/latest/features/logger/
 */
export function createLog(
  serviceName: string,
  write: WriteLine = writeLine,
  now: () => number = Date.now,
): InvocationLog {
  let invocation: Readonly<Record<string, string>> = {};
  const line =
    (level: string): Log['info'] =>
    (event, fields) => {
      const timestamp = new Date(now()).toISOString();
      const head = { level, message: event, timestamp, service: serviceName, ...invocation };
      // Twice: first for its place at the beginning of the line, then so that no field can overwrite it.
      write(JSON.stringify({ ...head, ...logFields(fields), ...head }));
    };
  return {
    begin: ({ functionName, awsRequestId }) => {
      invocation = { function_name: functionName, function_request_id: awsRequestId };
    },
    info: line('INFO'),
    warn: line('WARN'),
    error: line('ERROR'),
  };
}
