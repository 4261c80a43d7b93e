import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { createEventStream, type EventStream } from '../../../local/control/event-stream.ts';
import { type HttpServer, startHttpServer } from '../../../local/http/http-server.ts';

let server: HttpServer;
let stream: EventStream;
afterEach(async () => {
  stream.close();
  await server.close();
});

/** Starts a server that streams this state. */
async function start(state: string): Promise<void> {
  stream = createEventStream('state', () => state);
  server = await startHttpServer({
    respond: async () => stream.response(),
    now: Date.now,
    maxBodyBytes: 0,
    port: 0,
  });
}

test('the event stream refuses the 33rd client, until another client disconnects', async () => {
  await start('small');
  const stops = Array.from({ length: 32 }, () => new AbortController());
  for (const { signal } of stops) expect((await fetch(server.url, { signal })).status).toBe(200);
  const refused = await fetch(server.url);
  expect([refused.status, await refused.text()]).toEqual([
    503,
    '32 clients already follow the state. Allowed: up to 32. Close a page and load this page again.\n',
  ]);
  stops[0]?.abort();
  await expect.poll(async () => (await fetch(server.url)).status).toBe(200);
  for (const stop of stops) stop.abort();
});

test('the event stream drops a client that does not read, so that unread events do not fill the memory', async () => {
  await start('x'.repeat(16_000_000));
  const socket = connect(server.port, '127.0.0.1').pause();
  socket.write(`GET / HTTP/1.1\r\nhost: ${server.url.slice('http://'.length)}\r\n\r\n`);
  for (let change = 0; change < 4; change += 1) {
    await sleep(250);
    stream.changed();
  }
  await sleep(250);
  let received = 0;
  socket.on('error', () => undefined).on('data', (bytes: Buffer) => (received += bytes.length));
  await once(socket.resume(), 'close');
  expect(received).toBeLessThan(16_000_000);
});
