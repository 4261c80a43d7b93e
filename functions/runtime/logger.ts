import type { Context } from 'aws-lambda';
import type { Log } from '../integration/ports.ts';
import { logFields } from './log-fields.ts';
import { writeLine, type WriteLine } from './write-line.ts';

/** The log of a function. Each line after `begin` names the current invocation. */
export interface InvocationLog extends Log {
  /** Adds the request id and the function name of this invocation to each further line. */
  begin(context: Context): void;
}

/**
 * A log with one JSON line per event on standard output, with the keys of Powertools for AWS Lambda. The key `message`
 * contains the name of the event. The fields of the event go through `logFields` and never replace a key of the line. The log does
 * not contain the payload of the invocation.
 *
 * @param serviceName one of `ServiceName`
 * @param now ms since the epoch, for the timestamps of the lines
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
      // The first `head` puts its keys at the start of the line, the second protects them from the fields.
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
