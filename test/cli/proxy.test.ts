import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import { once } from 'node:events';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startConnectProxy, type ConnectProxy } from '../support/connect-proxy.ts';
import { MAIN, ROOT, runProcess } from './world.ts';

const file = (name: string) => readFileSync(`${ROOT}/test/support/tls/localhost-${name}.pem`);

let server: Server;
let proxy: ConnectProxy;
beforeAll(async () => {
  // Any response is enough: the tests check the tunnels only.
  server = createServer({ key: file('key'), cert: file('cert') }, (_, response) =>
    response.writeHead(503).end(),
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('The server listens on no port.');
  proxy = await startConnectProxy(address.port);
});
afterAll(() => {
  proxy.close();
  server.close();
});

/** Runs the command with this proxy, and returns the hosts to which the proxy opened tunnels. */
async function tunnelsOf(args: readonly string[], stdin: string, changes: Record<string, string> = {}) {
  const before = proxy.tunnels.length;
  await runProcess(process.execPath, [MAIN, ...args], {
    environment: {
      PATH: process.env['PATH'] ?? '',
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
      AWS_ENDPOINT_URL: 'https://aws.invalid',
      HTTPS_PROXY: proxy.url,
      ...changes,
    },
    folder: ROOT,
    stdin,
  });
  return proxy.tunnels.slice(before);
}

const testInput = JSON.stringify({
  base_url: 'https://alation.invalid',
  refresh_token: 'r'.repeat(86),
  user_id: 1,
});
const probe = ['doctor', '--no-aws', '--alation'];

test('the command reaches Alation through HTTPS_PROXY', async () => {
  expect(await tunnelsOf(probe, testInput)).toContain('alation.invalid:443');
});

test('the command reaches AWS through HTTPS_PROXY', async () => {
  expect(await tunnelsOf(['status'], '')).toContain('aws.invalid:443');
});

test.each([
  ['NO_PROXY names the host', { NO_PROXY: 'alation.invalid' }],
  ['NODE_USE_ENV_PROXY is 0', { NODE_USE_ENV_PROXY: '0' }],
])('the command uses no proxy if %s', async (_, changes) => {
  expect(await tunnelsOf(probe, testInput, changes)).toEqual([]);
});
