import { once } from 'node:events';
import { createServer } from 'node:http';
import { inspect } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { alationFetch } from '../../../clients/typescript/src/index.ts';
import { type Deployment, deploy, HOUR_MS } from '../../handlers/deployment.ts';
import { clientOf } from './consumer.ts';

const PATH = '/integration/v1/userinfo/';

async function deployed() {
  const deployment = await deploy();
  await deployment.integrate('tableau', 1);
  await deployment.rotate();
  return { deployment, call: alationFetch(clientOf(deployment)), reads: readsOf(deployment) };
}

function readsOf({ aws }: Deployment): () => number {
  const before = aws.calls.count('secretsmanager.GetSecretValue');
  return () => aws.calls.count('secretsmanager.GetSecretValue') - before;
}

test('a call carries the header of the published access token beside its own headers', async () => {
  const { deployment, call } = await deployed();
  const seen: string[] = [];
  const recording: typeof fetch = async (address, init) => {
    seen.push(...new Headers(init?.headers).keys());
    return fetch(address, init);
  };
  const response = await alationFetch(clientOf(deployment), recording)(PATH, { headers: { 'x-own': '1' } });
  expect(await response.json()).toMatchObject({ id: 102 });
  expect(seen.toSorted()).toEqual(['token', 'x-own']);
  expect((await call(new URL(PATH, deployment.alation.url))).status).toBe(200);
});

test('a call carries the access token of an OAuth client as a bearer token', async () => {
  const deployment = await deploy();
  const { clientId, clientSecret } = deployment.alation.registerOAuthClient({ name: 'loader' });
  await deployment.addIntegration('tableau');
  await deployment.store('tableau', {
    base_url: deployment.alation.url,
    client_id: clientId,
    client_secret: clientSecret,
  });
  await deployment.rotate();
  expect((await alationFetch(clientOf(deployment))(PATH)).status).toBe(200);
});

test('after a refusal a text is sent again, and a stream is not sent again', async () => {
  const { deployment, call } = await deployed();
  deployment.alation.faults.add({ kind: 'status', method: 'POST', status: 401, times: 1 });
  const body = JSON.stringify({ refresh_token: 'unknown', user_id: 102 });
  const post = { method: 'POST', headers: { 'content-type': 'application/json' } };
  await call(PATH);
  // A new access token, which the client has not read yet.
  await deployment.clock.advance(12 * HOUR_MS);
  await deployment.rotate();
  const sent = await call('/integration/v1/validateRefreshToken/', { ...post, body });
  expect(await sent.json()).toMatchObject({ detail: 'Refresh token provided is invalid.' });

  deployment.alation.faults.add({ kind: 'status', method: 'POST', status: 401, times: 1 });
  const stream = new Blob([body]).stream();
  const init: RequestInit & { duplex: 'half' } = { ...post, body: stream, duplex: 'half' };
  expect((await call('/integration/v1/validateRefreshToken/', init)).status).toBe(401);
});

test.each([401, 403] as const)(
  'a call that is refused with %i waits for the next access token',
  async (status) => {
    const { deployment, call, reads } = await deployed();
    deployment.alation.behaviour.inactiveTokenStatus = status;
    await call(PATH);
    await deployment.clock.advance(HOUR_MS / 2);
    for (const { id } of deployment.alation.refreshTokens()) deployment.alation.revokeAccessTokensOf(id);
    const refused = call(PATH);
    await deployment.rotate({ integration: 'tableau', force: true });
    expect((await refused).status).toBe(200);
    expect(reads()).toBeGreaterThan(1);
  },
);

test('a 403 with an active access token is passed on, and the client reads no secret', async () => {
  const { deployment, call, reads } = await deployed();
  await call(PATH);
  const before = reads();
  deployment.alation.faults.add({ kind: 'status', path: '/full_version', status: 403 });
  expect((await call('/full_version')).status).toBe(403);
  expect(reads()).toBe(before);
});

test('a redirect is an error, and the other host receives no request', async () => {
  const { deployment, call } = await deployed();
  let requests = 0;
  const elsewhere = createServer((_, response) => {
    requests += 1;
    response.end();
  }).listen(0, '127.0.0.1');
  onTestFinished(() => void elsewhere.close());
  await once(elsewhere, 'listening');
  const address = elsewhere.address();
  if (address === null || typeof address === 'string') throw new TypeError('There is no port.');
  const location = `http://127.0.0.1:${address.port}${PATH}`;
  deployment.alation.faults.add({ kind: 'redirect', path: PATH, status: 302, location, times: 2 });

  await expect(call(PATH)).rejects.toThrow('fetch failed');
  expect((await call(PATH, { redirect: 'manual' })).status).toBe(302);
  await expect(call(location)).rejects.toThrow('The access token is for');
  expect(requests).toBe(0);
});

test('an access token shows no secret when it is printed', async () => {
  const { deployment } = await deployed();
  const accessToken = await clientOf(deployment).get();
  const shown = [inspect(accessToken, { depth: 9, showHidden: true }), JSON.stringify(accessToken)];
  expect(shown.join()).not.toContain(accessToken.accessToken);
  expect(shown[0]).toContain(accessToken.versionId);
});
