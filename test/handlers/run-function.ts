/**
 * Runs a Lambda function once, as AWS starts it: `node run-function.ts <entry> [<event as JSON>]`, with settings in the
 * environment. Like the Lambda runtime, it prints the result, or the error with all its fields.
 */
import { resolve } from 'node:path';
import { inspect } from 'node:util';
import type { Context } from 'aws-lambda';
import * as z from 'zod/mini';
import { systemClock } from '../../local/clock.ts';
import { invocationContext } from '../../local/installation/invocation-context.ts';

type Handler = (event: unknown, context: Context) => Promise<unknown>;
const module = z.object({ handler: z.custom<Handler>((value) => typeof value === 'function') });
const [, , entry = '', event = '{}'] = process.argv;

try {
  const { handler } = module.parse(await import(resolve(entry)));
  const result = await handler(JSON.parse(event), invocationContext(entry, 'request-1', systemClock));
  process.stdout.write(`${JSON.stringify(result)}\n`);
} catch (error) {
  process.stderr.write(`${inspect(error, { depth: Infinity, showHidden: true })}\n`);
  process.exitCode = 1;
}
