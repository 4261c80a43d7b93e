import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';

/** A request as the server received it. */
export interface ReceivedRequest {
  readonly method: string;
  /** Path with its query. */
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** Reaction of a server to a request. */
export type Reaction = (response: ServerResponse) => void;

/** A real HTTP(S) server on 127.0.0.1 whose reactions a script decides. */
export interface RawServer {
  /** `http://127.0.0.1:<port>`, or `https://localhost:<port>` with TLS. */
  readonly origin: string;
  readonly port: number;
  readonly requests: readonly ReceivedRequest[];
  /** Closes all connections and stops. */
  close(): Promise<void>;
}

/**
 * Starts a server on a free port.
 *
 * @param script returns the reaction to the n-th request (from 0)
 * @param tls PEM key and certificate, for HTTPS
 */
export async function startRawServer(
  script: (request: ReceivedRequest, index: number) => Reaction,
  tls?: { readonly key: string; readonly cert: string },
): Promise<RawServer> {
  const requests: ReceivedRequest[] = [];
  const listener = (incoming: IncomingMessage, response: ServerResponse): void => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const request: ReceivedRequest = {
        method: incoming.method ?? '',
        path: incoming.url ?? '',
        headers: incoming.headers,
        body: Buffer.concat(chunks).toString(),
      };
      requests.push(request);
      script(request, requests.length - 1)(response);
    });
  };
  const server = tls === undefined ? createServer(listener) : createTlsServer(tls, listener);
  server.on('tlsClientError', () => undefined);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const port = portOf(server.address());
  return {
    origin: tls === undefined ? `http://127.0.0.1:${port}` : `https://localhost:${port}`,
    port,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** The port of a listening server. */
export function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new TypeError('The server listens on no port.');
  return address.port;
}

/** Responds with text or bytes. */
export function text(
  status: number,
  body: string | Uint8Array,
  headers: Record<string, string> = {},
): Reaction {
  return (response) => {
    response.writeHead(status, { 'content-type': 'text/html; charset=utf-8', ...headers });
    response.end(body);
  };
}

/** Responds with a value as JSON. */
export function json(status: number, body: unknown, headers: Record<string, string> = {}): Reaction {
  return text(status, JSON.stringify(body), { 'content-type': 'application/json', ...headers });
}

/** Removes the `Date` header from a reaction. */
export function undated(reaction: Reaction): Reaction {
  return (response) => {
    response.sendDate = false;
    reaction(response);
  };
}

/** Responds with a redirect. */
export function redirect(status: number, location: string): Reaction {
  return text(status, '', { location });
}

/** Reads the request and never responds. */
export function hang(): Reaction {
  return () => undefined;
}

/** Reads the request and closes the connection. */
export function reset(): Reaction {
  return (response) => response.socket?.destroy();
}

/** Sends the headers and the beginning of a longer body, then closes the connection. */
export function cutOff(status: number, beginning: string): Reaction {
  return (response) => {
    response.writeHead(status, { 'content-type': 'application/json', 'content-length': '4096' });
    response.write(beginning, () => response.socket?.end());
  };
}

/** Sends the headers at once, and then a blank in each interval without end. */
export function drip(status: number, everyMs = 20): Reaction {
  return (response) => {
    response.writeHead(status, { 'content-type': 'application/json' });
    const timer = setInterval(() => response.write(' '), everyMs);
    response.on('close', () => clearInterval(timer));
  };
}

/** Sends as many bytes as the client accepts. `onBytes` receives the number of bytes so far. */
export function endless(status: number, onBytes: (bytes: number) => void = () => undefined): Reaction {
  return (response) => {
    response.writeHead(status, { 'content-type': 'application/json' });
    const chunk = Buffer.alloc(16_384, 0x20);
    let written = 0;
    const write = (): void => {
      while (!response.destroyed) {
        written += chunk.length;
        onBytes(written);
        if (!response.write(chunk)) break;
      }
    };
    response.on('drain', write);
    write();
  };
}

/** Responds with a gzip body that decompresses to this many blanks. */
export function gzipBomb(status: number, bytes: number): Reaction {
  return (response) => {
    response.writeHead(status, { 'content-type': 'application/json', 'content-encoding': 'gzip' });
    response.end(gzipSync(Buffer.alloc(bytes, 0x20)));
  };
}

/** Sets the `Date` header of a reaction to this time (ms since the epoch). */
export function dated(reaction: Reaction, time: number): Reaction {
  return (response) => {
    response.setHeader('date', new Date(time).toUTCString());
    reaction(response);
  };
}
