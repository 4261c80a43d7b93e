/**
 * The process of the function: it imports the bundle as it is deployed, and invokes its handler with the CPU share of its
 * memory. Arguments: the bundle, the port of AWS and Alation, the memory in MB.
 */
import { pathToFileURL } from 'node:url';
import { getHeapStatistics } from 'node:v8';
import type { Context } from 'aws-lambda';
import * as z from 'zod/mini';
import type { RotatorSummary } from '../../functions/create-rotator.ts';
import { systemClock } from '../../local/clock.ts';
import { invocationContext } from '../../local/installation/invocation-context.ts';
import { connectLocally } from './connect-locally.ts';
import { cpuShareOf, limitCpu } from './cpu-share.ts';
import type { Invoke, MessageFromFunction } from './messages.ts';

type Handler = (payload: unknown, context: Context) => Promise<RotatorSummary>;

const [bundle = '', port, memoryMb] = process.argv.slice(2);
connectLocally(Number(port));
// The import has no CPU limit, because Lambda gives a cold start more CPU than the share.
const { handler } = z
  .object({ handler: z.custom<Handler>((value) => typeof value === 'function') })
  .parse(await import(pathToFileURL(bundle).href));

process.on('message', ({ payload }: Invoke) => {
  invoke(payload).then(send, (error: unknown) => {
    send({ kind: 'failed', stack: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  });
});
send({ kind: 'ready' });

async function invoke(payload: unknown): Promise<MessageFromFunction> {
  const context = invocationContext('alation-token-rotator-rotator', 'bench', systemClock);
  const before = process.cpuUsage();
  const endLimit = limitCpu(cpuShareOf(Number(memoryMb)));
  const summary = await handler(payload, context).finally(endLimit);
  const { user, system } = process.cpuUsage(before);
  const memory = {
    peak: process.resourceUsage().maxRSS / 1_024,
    heap: getHeapStatistics().used_heap_size / 1_048_576,
  };
  return { kind: 'ended', summary, cpuMs: (user + system) / 1_000, memory };
}

function send(message: MessageFromFunction): void {
  process.send?.(message);
}
