import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { HttpRequest, HttpResponse } from './http-message.ts';
import { send } from './send.ts';

/** A server on 127.0.0.1. */
export interface HttpServer {
  /** Origin without a trailing slash: `http://127.0.0.1:<port>`, or `https://localhost:<port>` with TLS. */
  readonly url: string;
  readonly port: number;
  /** Closes all connections, even those of requests without a response yet, and stops. */
  close(): Promise<void>;
}

/** Handler and port of a server. */
export interface HttpServerOptions {
  /** Returns the response to a request. `tooLarge` stands for a body of more than `maxBodyBytes`. Must not reject. */
  readonly respond: (request: HttpRequest | 'tooLarge') => Promise<HttpResponse>;
  /** Ms since the epoch, for the `Date` header. */
  readonly now: () => number;
  readonly maxBodyBytes: number;
  /** Returns why a request is refused with 403, or undefined. By default no request is refused. */
  readonly refuse?: ((request: HttpRequest) => string | undefined) | undefined;
  /** 0 takes a free port. */
  readonly port: number;
  /** PEM key and certificate for `localhost`; HTTP if omitted. */
  readonly tls?: { readonly key: string; readonly cert: string } | undefined;
}

/**
 * Longer than the time for which clients keep an idle connection: the server must not close a connection that a client
 * is about to use.
 */
const KEEP_ALIVE_MS = 120_000;

/** Starts a server. Rejects with the error of Node, such as EADDRINUSE, when the server cannot listen. */
export async function startHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const { respond, refuse = () => undefined, now, maxBodyBytes, tls } = options;
  const listener: RequestListener = (incoming, response) => {
    const handle = async (): Promise<void> => {
      const body = await readBody(incoming, maxBodyBytes);
      const { method = 'GET', url: target = '/', headers } = incoming;
      const request = { method, target, headers, body: body ?? Buffer.alloc(0) };
      const refusal = refuse(request);
      const message =
        refusal === undefined ? await respond(body === undefined ? 'tooLarge' : request) : forbidden(refusal);
      send(response, message, now());
    };
    // `readBody` fails when the client closes the connection. Then no client waits for a response.
    handle().catch(() => response.destroy());
  };
  const server = tls === undefined ? createServer(listener) : createTlsServer(tls, listener);
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('The server listens on no port.');
  return {
    url: tls === undefined ? `http://127.0.0.1:${address.port}` : `https://localhost:${address.port}`,
    port: address.port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function forbidden(error: string): HttpResponse {
  return { status: 403, contentType: 'application/json', body: `${JSON.stringify({ error })}\n` };
}

function readBody(incoming: IncomingMessage, maxBytes: number): Promise<Buffer | undefined> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    incoming.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length <= maxBytes) chunks.push(chunk);
    });
    incoming.on('end', () => resolve(length > maxBytes ? undefined : Buffer.concat(chunks)));
    incoming.on('error', reject);
  });
}
