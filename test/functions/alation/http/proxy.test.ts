/** Mints through a proxy, in a child process: Node reads the proxy variables only at its start. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { startConnectProxy, type TunnelPolicy } from '../../../support/connect-proxy.ts';
import { hang, json, type Reaction, startRawServer } from '../../../support/raw-server.ts';
import { mintedBody } from '../fixture.ts';

const ROOT = join(import.meta.dirname, '../../../..');
const TLS = join(ROOT, 'test/support/tls');

/** Mints once and prints the failure. */
const MINT = `
  import { createTokenEndpoints } from './functions/alation/token-endpoints.ts';
  import { Sensitive } from './functions/integration/sensitive.ts';
  const clock = { now: Date.now, sleep: async () => {} };
  const endpoints = createTokenEndpoints({ fetch, clock, oauthVerification: 'online', timeoutMs: 1_000 });
  const credential = { kind: 'refresh-token', name: 'a', refreshToken: new Sensitive('refresh-token'), userId: 102 };
  const thrown = await endpoints.mint(process.env.PEER, credential).catch((error) => error);
  console.log(JSON.stringify({ code: thrown.code, message: thrown.message, detail: thrown.detail }));
  process.exit();
`;

/** Mints through a proxy from an Alation server with this reaction. */
async function mintThrough(policy: TunnelPolicy, reaction: Reaction) {
  const read = (name: string) => readFileSync(join(TLS, name), 'utf8');
  const alation = await startRawServer(() => reaction, {
    key: read('localhost-key.pem'),
    cert: read('localhost-cert.pem'),
  });
  const proxy = await startConnectProxy(alation.port, policy);
  onTestFinished(async () => {
    proxy.close();
    await alation.close();
  });
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', MINT], {
    cwd: ROOT,
    env: {
      PEER: alation.origin,
      NODE_USE_ENV_PROXY: '1',
      HTTPS_PROXY: proxy.url,
      NODE_EXTRA_CA_CERTS: join(TLS, 'localhost-cert.pem'),
    },
  });
  return {
    failure: JSON.parse(stdout) as unknown,
    tunnels: proxy.tunnels.length,
    requests: alation.requests.length,
  };
}

test.each([403, 407, 502] as const)('nothing is sent if a proxy answers CONNECT with %i', async (status) => {
  const { failure, tunnels, requests } = await mintThrough(status, json(201, mintedBody()));
  expect({ tunnels, requests }).toEqual({ tunnels: 1, requests: 0 });
  expect(failure).toMatchObject({
    code: 'AlationUnavailable',
    message: expect.stringContaining('the proxy refuses'),
    detail: { sent: false },
  });
});

test('the outcome of a mint is unknown if Alation does not answer behind a proxy', async () => {
  const { failure, requests } = await mintThrough('tunnels', hang());
  expect(requests).toBe(1);
  expect(failure).toMatchObject({ code: 'MintOutcomeUnknown', detail: { sent: true } });
});
