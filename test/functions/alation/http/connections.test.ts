import { createServer, type Server } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { createHttp } from '../../../../functions/alation/http/http.ts';
import { portOf } from '../../../support/raw-server.ts';
import { failureOf, settableClock } from '../fixture.ts';

/** A server that counts its connections, never responds to `/hang/`, and responds to `/late/` after 400 ms. */
async function startCountingServer(): Promise<{ origin: string; connections: () => number; server: Server }> {
  let connections = 0;
  const server = createServer((request, response) => {
    if (request.url === '/hang/') return;
    void sleep(request.url === '/late/' ? 400 : 0).then(() => response.end('{}'));
  });
  server.on('connection', () => {
    connections += 1;
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const origin = `http://127.0.0.1:${portOf(server.address())}`;
  return { origin, connections: () => connections, server };
}

const openConnections = (server: Server): Promise<number> =>
  new Promise((resolve, reject) => {
    server.getConnections((error, count) => (error === null ? resolve(count) : reject(error)));
  });

function requestsTo(baseUrl: string) {
  const http = createHttp(fetch, settableClock());
  return (path: string, timeoutMs = 5_000) =>
    http({ baseUrl, method: 'GET', path, mints: false }, AbortSignal.timeout(timeoutMs));
}

test('successive requests to a host that responds share connections', async () => {
  const alation = await startCountingServer();
  const request = requestsTo(alation.origin);
  for (let index = 0; index < 20; index++) await request('/');
  // The second request may begin before the first connection is free.
  expect(alation.connections()).toBeLessThanOrEqual(2);
});

test('after a request without a response the connections to the host are closed, and the next request gets new connections', async () => {
  const alation = await startCountingServer();
  const request = requestsTo(alation.origin);
  await request('/');
  expect((await failureOf(request('/hang/', 200))).code).toBe('AlationUnavailable');
  await expect.poll(() => openConnections(alation.server)).toBe(0);
  await expect(request('/')).resolves.toMatchObject({ status: 200 });
});

test('a request without a response ends no other request to the host', async () => {
  const alation = await startCountingServer();
  const request = requestsTo(alation.origin);
  const late = request('/late/');
  expect((await failureOf(request('/hang/', 200))).code).toBe('AlationUnavailable');
  await expect(request('/')).resolves.toMatchObject({ status: 200 });
  await expect(late).resolves.toMatchObject({ status: 200, body: { text: '{}' } });
});
