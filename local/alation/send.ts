import type { ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { Answer } from './wire-messages.ts';

/**
 * Sends an answer.
 *
 * @param now ms since the epoch on the instance's clock, which is what `Date` must tell: clients measure skew by it
 */
export function send(response: ServerResponse, answer: Answer, now: number): void {
  if (response.destroyed) return;
  response.sendDate = false;
  const body = Buffer.from(answer.text);
  response.writeHead(answer.status, {
    'content-type': answer.contentType,
    'content-length': body.length,
    date: new Date(now).toUTCString(),
    ...answer.headers,
  });
  response.end(body);
}

/** Resets the connection, or closes it where a reset is not to be had. */
export function dropConnection(response: ServerResponse): void {
  const { socket } = response;
  if (socket instanceof Socket && !(socket instanceof TLSSocket)) socket.resetAndDestroy();
  else socket?.destroy();
}
