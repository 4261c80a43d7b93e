import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import * as z from 'zod/mini';
import type { Passed } from './pass-time.ts';
import { HOUR_MS } from '../../functions/time.ts';

/** What can be done to the schedules and the clock from outside. */
export interface ServeControl {
  /** The time, ms since the epoch. */
  now(): number;
  /** Lets that many ms pass, with every run that the schedules have in them. */
  advance(ms: number): Promise<Passed>;
  /** A tick of the rotator's schedule, now. */
  tick(): Promise<unknown>;
  /** The warner's daily run, now. */
  warn(): Promise<unknown>;
}

/** A server that listens. */
export interface ControlServer {
  readonly url: string;
  close(): Promise<void>;
}

const advance = z.strictObject({ hours: z.number().check(z.positive(), z.maximum(10_000)) });
const ADVANCE_SHAPE = '{"hours": 12}, more than 0 and at most 10000';

/** Serves `GET /`, `POST /advance`, `POST /tick` and `POST /warn` on 127.0.0.1. */
export async function startControlServer(control: ServeControl, port: number): Promise<ControlServer> {
  const respond = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { status, body } = await answer(control, request).catch(failure);
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(`${JSON.stringify(body)}\n`);
  };
  const server = createServer((request, response) => void respond(request, response));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const bound = server.address();
  if (bound === null || typeof bound === 'string') throw new TypeError('The server listens on no port.');
  return {
    url: `http://127.0.0.1:${bound.port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

async function answer(control: ServeControl, request: IncomingMessage): Promise<Answer> {
  const body = await text(request);
  switch (`${request.method} ${request.url}`) {
    case 'GET /':
      return { status: 200, body: { now: new Date(control.now()).toISOString() } };
    case 'POST /advance': {
      const parsed = advance.safeParse(parseJson(body));
      if (!parsed.success) return { status: 400, body: { error: `expected ${ADVANCE_SHAPE}` } };
      const passed = await control.advance(parsed.data.hours * HOUR_MS);
      return { status: 200, body: { now: new Date(control.now()).toISOString(), ...passed } };
    }
    case 'POST /tick':
      return { status: 200, body: await control.tick() };
    case 'POST /warn':
      return { status: 200, body: await control.warn() };
    default:
      return { status: 404, body: { error: 'there is GET /, POST /advance, POST /tick and POST /warn' } };
  }
}

function failure(error: unknown): Answer {
  return { status: 500, body: { error: error instanceof Error ? error.message : 'failed' } };
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
