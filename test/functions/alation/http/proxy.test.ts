/** Mints through a proxy, in a child process: Node reads the proxy variables only at its start. */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { startConnectProxy, type TunnelPolicy } from '../../../support/connect-proxy.ts';
import { hang, json, type Reaction, startRawServer } from '../../../support/raw-server.ts';
import { mintedBody } from '../fixture.ts';

const ROOT = join(import.meta.dirname, '../../../..');
const TLS = join(ROOT, 'test/support/tls');

/** Mints once and prints the failure. With `IDLE_MS`, it then waits and prints the CPU time of the process in ms. */
const MINT = `
  import { setTimeout as sleep } from 'node:timers/promises';
  import { createTokenEndpoints } from './functions/alation/token-endpoints.ts';
  import { Sensitive } from './functions/integration/sensitive.ts';
  const clock = { now: Date.now, sleep: async () => {} };
  const endpoints = createTokenEndpoints({ fetch, clock, oauthVerification: 'online', timeoutMs: 1_000 });
  const credential = { kind: 'refresh-token', name: 'a', refreshToken: new Sensitive('refresh-token'), userId: 102 };
  const thrown = await endpoints.mint(process.env.PEER, credential).catch((error) => error);
  console.log(JSON.stringify({ code: thrown.code, message: thrown.message, detail: thrown.detail }));
  if (process.env.IDLE_MS) {
    const before = process.cpuUsage();
    await sleep(Number(process.env.IDLE_MS));
    const { user, system } = process.cpuUsage(before);
    console.log((user + system) / 1_000);
  }
  process.exit();
`;

const argv = ['--input-type=module', '--eval', MINT];

/** An Alation server with this reaction, a proxy, and the settings of a process that uses both. */
async function behindProxy(policy: TunnelPolicy, reaction: Reaction) {
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
  const env = {
    PEER: alation.origin,
    NODE_USE_ENV_PROXY: '1',
    HTTPS_PROXY: proxy.url,
    NODE_EXTRA_CA_CERTS: join(TLS, 'localhost-cert.pem'),
  };
  return { alation, proxy, process: { cwd: ROOT, env } };
}

/** Mints through a proxy from an Alation server with this reaction. */
async function mintThrough(policy: TunnelPolicy, reaction: Reaction) {
  const { alation, proxy, process: options } = await behindProxy(policy, reaction);
  const { stdout } = await promisify(execFile)(process.execPath, argv, options);
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
    message: expect.stringContaining('the proxy did not connect'),
    detail: { sent: false },
  });
});

test('the outcome of a mint through a proxy is unknown if Alation does not respond', async () => {
  const { failure, requests } = await mintThrough('tunnels', hang());
  expect(requests).toBe(1);
  expect(failure).toMatchObject({ code: 'MintOutcomeUnknown', detail: { sent: true } });
});

test('after a mint through a proxy that closes each CONNECT, the process is idle and connects no more', async () => {
  const { proxy, process: options } = await behindProxy('closes', json(201, mintedBody()));
  const idle = { ...options, env: { ...options.env, IDLE_MS: '2000' } };
  const child = spawn(process.execPath, argv, { ...idle, stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const tunnelsOfMint = proxy.tunnels.length;
  const [cpuMs] = (await once(child.stdout, 'data')) as [Buffer];

  expect(JSON.parse(String(line))).toMatchObject({ code: 'AlationUnavailable', detail: { sent: false } });
  expect(tunnelsOfMint).toBeGreaterThan(0);
  // A connection may be on its way to the proxy when the mint fails.
  expect(proxy.tunnels.length - tunnelsOfMint).toBeLessThanOrEqual(2);
  expect(Number(cpuMs)).toBeLessThan(500);
});
