import type { HttpRequest, HttpResponse } from '../http/http-message.ts';
import { ConnectionFailed } from './connection-failed.ts';

/** Sends a request to the Alation instance of this origin. The delivery is `never` when no response arrives. */
export type SendToAlation = (origin: string, request: HttpRequest) => Promise<HttpResponse>;

/**
 * A `fetch` that reaches Alation in this process. If the delivery is `never`, `dropped` or `cut-off`, or if `send` rejects
 * with ConnectionFailed, it fails as Node's `fetch` does. Every other response arrives as a complete response.
 */
export function alationFetch(send: SendToAlation, now: () => number): typeof globalThis.fetch {
  return async (input, init = {}) => {
    const url = new URL(typeof input === 'object' && 'url' in input ? input.url : input);
    const { signal } = init;
    const aborted = new Promise<never>((_, reject) => {
      signal?.addEventListener('abort', () =>
        reject(signal.reason instanceof Error ? signal.reason : new Error('aborted')),
      );
    });
    signal?.throwIfAborted();
    return Promise.race([aborted, respond(send(url.origin, requestOf(url, init)), now)]);
  };
}

function requestOf(url: URL, { method = 'GET', headers, body }: RequestInit): HttpRequest {
  if (body !== undefined && body !== null && typeof body !== 'string')
    throw new TypeError('Got a body that is not text. Allowed: text only.');
  return {
    method,
    target: url.pathname + url.search,
    headers: { host: url.host, ...Object.fromEntries(new Headers(headers)) },
    body: Buffer.from(body ?? ''),
  };
}

async function respond(pending: Promise<HttpResponse>, now: () => number): Promise<Response> {
  const response = await pending.catch((error: unknown) => {
    throw error instanceof ConnectionFailed ? failed(error) : error;
  });
  const { status, contentType, headers, delivery } = response;
  if (delivery === 'never') return new Promise(() => {});
  if (delivery === 'dropped') throw failed(new ConnectionFailed('ECONNRESET'));
  const text = status === 302 ? null : response.body;
  return new Response(delivery === 'cut-off' ? half(response.body) : text, {
    status,
    headers: { 'content-type': contentType, date: new Date(now()).toUTCString(), ...headers },
  });
}

function failed(cause: ConnectionFailed): TypeError {
  return new TypeError('fetch failed', { cause });
}

/** Half of a body, and then the error of a connection that closes. */
function half(body: string): ReadableStream<Uint8Array> {
  const bytes = Buffer.from(body);
  return new ReadableStream({
    start: (controller) => controller.enqueue(bytes.subarray(0, bytes.length / 2)),
    pull: (controller) => controller.error(new TypeError('terminated')),
  });
}
