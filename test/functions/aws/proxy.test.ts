/** Sends requests from a child process: Node reads the proxy variables only at its start. */
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startConnectProxy, type ConnectProxy } from '../../support/connect-proxy.ts';

const ROOT = join(import.meta.dirname, '../../..');
const CERTIFICATE = join(ROOT, 'test/support/tls/localhost-cert.pem');

/** Sends one request with the SDK and the functions' client settings, one with `fetch`, and prints both outcomes. */
const SEND = `
  import { ListSecretsCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
  import { clientSettings } from './functions/aws/client-settings.ts';
  const endpoint = process.env.PEER;
  const client = new SecretsManagerClient({ ...clientSettings, endpoint, region: 'eu-west-1', maxAttempts: 1 });
  const outcome = (promise) => promise.then(() => 'answered', (error) => error.cause?.code ?? error.code ?? error.name);
  console.log(JSON.stringify({
    sdk: await outcome(client.send(new ListSecretsCommand({}))),
    fetch: await outcome(fetch(endpoint, { method: 'POST', body: '{}' })),
  }));
`;

let server: Server;
let proxy: ConnectProxy;
let peer = '';

beforeAll(async () => {
  const key = readFileSync(join(ROOT, 'test/support/tls/localhost-key.pem'));
  server = createServer({ key, cert: readFileSync(CERTIFICATE) }, (request, response) => {
    request.resume().on('end', () => response.end('{"SecretList":[]}'));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  peer = `https://localhost:${port}`;
  proxy = await startConnectProxy(port);
});

afterAll(() => {
  proxy.close();
  server.close();
  server.closeAllConnections();
});

async function send(variables: Readonly<Record<string, string>>) {
  const before = proxy.tunnels.length;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', SEND], {
    cwd: ROOT,
    env: { PEER: peer, AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b', ...variables },
  });
  return { outcomes: JSON.parse(stdout) as unknown, tunnels: proxy.tunnels.length - before };
}

const answered = { sdk: 'answered', fetch: 'answered' };
const trusting = { NODE_EXTRA_CA_CERTS: CERTIFICATE };

test('requests to AWS and Alation are direct without a proxy', async () => {
  expect(await send(trusting)).toEqual({ outcomes: answered, tunnels: 0 });
});

test('requests to AWS and Alation use the proxy of HTTPS_PROXY', async () => {
  const variables = { ...trusting, NODE_USE_ENV_PROXY: '1', HTTPS_PROXY: proxy.url };
  expect(await send(variables)).toEqual({ outcomes: answered, tunnels: 2 });
});

test('requests to hosts of NO_PROXY are direct', async () => {
  const variables = { ...trusting, NODE_USE_ENV_PROXY: '1', HTTPS_PROXY: proxy.url, NO_PROXY: 'localhost' };
  expect(await send(variables)).toEqual({ outcomes: answered, tunnels: 0 });
});

test('a certificate of an unknown CA is refused, with a proxy and without', async () => {
  const refused = { sdk: 'DEPTH_ZERO_SELF_SIGNED_CERT', fetch: 'DEPTH_ZERO_SELF_SIGNED_CERT' };

  expect((await send({})).outcomes).toEqual(refused);
  expect((await send({ NODE_USE_ENV_PROXY: '1', HTTPS_PROXY: proxy.url })).outcomes).toEqual(refused);
});
