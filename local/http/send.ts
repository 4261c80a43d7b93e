import type { ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { HttpResponse } from './http-message.ts';

const DRIP_INTERVAL_MS = 20;

/** Without this limit, a client that does not read its responses would fill the memory of this process. */
const MAX_UNREAD_BYTES = 4_194_304;

/**
 * Sends a response.
 *
 * @param now ms since the epoch on the server's clock, for the `Date` header, by which clients measure clock skew
 */
export function send(response: ServerResponse, message: HttpResponse, now: number): void {
  if (response.destroyed) return;
  response.sendDate = false;
  const { status, contentType, headers, delivery = 'complete', follow } = message;
  const body = Buffer.from(message.body);
  const head = (): ServerResponse =>
    response.writeHead(status, {
      'content-type': contentType,
      ...((delivery === 'complete' && follow === undefined) || delivery === 'cut-off'
        ? { 'content-length': body.length }
        : {}),
      date: new Date(now).toUTCString(),
      ...headers,
    });
  switch (delivery) {
    case 'complete':
      if (follow === undefined) head().end(body);
      else sendAndFollow(head(), body, follow);
      return;
    case 'cut-off':
      head().write(body.subarray(0, body.length / 2), () => response.socket?.end());
      return;
    case 'drip':
      head().flushHeaders();
      drip(response);
      return;
    case 'endless':
      head();
      writeWithoutEnd(response);
      return;
    case 'dropped':
      dropConnection(response);
      return;
    case 'never':
      return;
    default:
      delivery satisfies never;
  }
}

/** Sends the body, and then the text of each later `write`. */
function sendAndFollow(
  response: ServerResponse,
  body: Buffer,
  follow: NonNullable<HttpResponse['follow']>,
): void {
  response.write(body);
  const write = (text: string): void => {
    if (response.writableLength > MAX_UNREAD_BYTES) response.destroy();
    else response.write(text);
  };
  response.on('close', follow(write));
}

function drip(response: ServerResponse): void {
  const timer = setInterval(() => response.write(' '), DRIP_INTERVAL_MS);
  response.on('close', () => clearInterval(timer));
}

function writeWithoutEnd(response: ServerResponse): void {
  const chunk = Buffer.alloc(16_384, ' ');
  const write = (): void => {
    while (!response.destroyed && response.write(chunk));
  };
  response.on('drain', write);
  write();
}

/** Resets the connection; closes a TLS connection, which Node cannot reset. */
function dropConnection({ socket }: ServerResponse): void {
  if (socket instanceof Socket && !(socket instanceof TLSSocket)) socket.resetAndDestroy();
  else socket?.destroy();
}
