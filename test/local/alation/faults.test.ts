import { readFileSync } from 'node:fs';
import { request as tlsRequest } from 'node:https';
import { connect } from 'node:net';
import { expect, test } from 'vitest';
import type { Fault } from '../../../local/alation/fault.ts';
import { alationFetch } from '../../../local/in-process/alation-fetch.ts';
import type { LocalAlation } from '../../../local/alation/server.ts';
import {
  callApiKeys,
  mintApiAccessToken,
  mintJwt,
  pairOf,
  replyOf,
  requestJwt,
  START,
  startInstance,
  userinfo,
} from './fixture.ts';

/** Mints under a fault. The request times out after 600 ms. Returns the response, or the code or name of the error. */
async function mintUnder(alation: LocalAlation, fault: Fault, send = fetch): Promise<unknown> {
  const issued = alation.createRefreshTokenInUi({ userId: 102, name: 'tableau' });
  alation.faults.add(fault);
  return outcomeOf(
    send(`${alation.url}/integration/v1/createAPIAccessToken/`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(pairOf(issued)),
      redirect: 'manual',
      signal: AbortSignal.timeout(600),
    }),
  );
}

async function outcomeOf(response: Promise<Response>): Promise<unknown> {
  try {
    const { status, body } = await replyOf(response);
    return { status, body };
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    const code: unknown = cause instanceof Error ? Reflect.get(cause, 'code') : undefined;
    return typeof code === 'string' ? code : cause instanceof Error ? cause.name : cause;
  }
}

const cases: readonly { fault: Fault; seen: unknown; minted: number }[] = [
  { fault: { kind: 'status', status: 500, body: 'oops' }, seen: { status: 500, body: 'oops' }, minted: 0 },
  {
    fault: { kind: 'status', status: 502, body: { detail: 'x' }, processed: true },
    seen: { status: 502, body: { detail: 'x' } },
    minted: 1,
  },
  { fault: { kind: 'hangBeforeHeaders' }, seen: 'TimeoutError', minted: 0 },
  { fault: { kind: 'hangBeforeHeaders', processed: true }, seen: 'TimeoutError', minted: 1 },
  { fault: { kind: 'dripBody' }, seen: 'TimeoutError', minted: 0 },
  { fault: { kind: 'endlessBody', processed: true }, seen: 'TimeoutError', minted: 1 },
  {
    fault: { kind: 'dropBeforeProcessing' },
    seen: expect.stringMatching(/ECONNRESET|UND_ERR_SOCKET/),
    minted: 0,
  },
  {
    fault: { kind: 'dropAfterProcessing' },
    seen: expect.stringMatching(/ECONNRESET|UND_ERR_SOCKET/),
    minted: 1,
  },
  { fault: { kind: 'html200' }, seen: { status: 200, body: expect.stringContaining('Sign in') }, minted: 0 },
  {
    fault: { kind: 'html502' },
    seen: { status: 502, body: expect.stringContaining('Bad Gateway') },
    minted: 0,
  },
  {
    fault: { kind: 'truncatedJson' },
    seen: { status: 201, body: expect.stringMatching(/^\{"user_id":102/) },
    minted: 1,
  },
  { fault: { kind: 'truncatedJson', cutOff: true }, seen: 'UND_ERR_SOCKET', minted: 1 },
  { fault: { kind: 'emptyBody', status: 200 }, seen: { status: 200, body: '' }, minted: 0 },
  {
    fault: { kind: 'redirect', status: 307, location: 'https://evil.example/' },
    seen: { status: 307, body: '' },
    minted: 0,
  },
  {
    fault: { kind: 'wrongShape', body: { token: 1 }, processed: true },
    seen: { status: 201, body: { token: 1 } },
    minted: 1,
  },
  {
    fault: { kind: 'changedFields', fields: { user_id: '7' }, remove: ['created_at', 'token_expires_at'] },
    seen: {
      status: 201,
      body: { user_id: '7', token_status: 'ACTIVE', api_access_token: expect.any(String) },
    },
    minted: 1,
  },
  { fault: { kind: 'hugeHeaders' }, seen: 'UND_ERR_HEADERS_OVERFLOW', minted: 1 },
  { fault: { kind: 'delay', delayMs: 20 }, seen: { status: 201, body: expect.any(Object) }, minted: 1 },
  {
    fault: { kind: 'delay', delayMs: 20, processed: true },
    seen: { status: 201, body: expect.any(Object) },
    minted: 1,
  },
];

test.each(cases)(
  'a mint under the fault $fault creates $minted access tokens, and the client receives $seen',
  async ({ fault, seen, minted }) => {
    const { alation } = await startInstance();
    expect(await mintUnder(alation, fault)).toEqual(seen);
    expect(alation.accessTokens()).toHaveLength(minted);
    await expect
      .poll(() => alation.calls.all())
      .toMatchObject([
        { endpoint: 'createAPIAccessToken', outcome: { minted: minted === 1, fault: fault.kind } },
      ]);
  },
);

test.each(['dropBeforeProcessing', 'dropAfterProcessing', 'hangBeforeHeaders', 'html502'] as const)(
  'the fault %s has the same outcome for a client in the same process as over HTTP',
  async (kind) => {
    const { alation } = await startInstance();
    const fetchInProcess = alationFetch((_, request) => alation.respond(request), Date.now);
    const inProcess = await mintUnder(alation, { kind }, fetchInProcess);
    const overHttp = await mintUnder(alation, { kind });
    expect(inProcess).toEqual(overHttp === 'UND_ERR_SOCKET' ? 'ECONNRESET' : overHttp);
  },
);

test.each([
  ['seconds', 30, '30'],
  ['http-date', 30, new Date(START + 30_000).toUTCString()],
  ['seconds', 'soon', 'soon'],
] as const)('a fault sends Retry-After as %s: %s', async (retryAfterAs, retryAfter, header) => {
  const { alation } = await startInstance();
  alation.faults.add({ kind: 'status', status: 429, retryAfter, retryAfterAs });
  const { status, headers } = await callApiKeys(alation, 'createAPIAccessToken', {});
  expect([status, headers.get('retry-after')]).toEqual([429, header]);
});

test('a fault skips `skip` requests, happens `times` times, and is then removed', async () => {
  const { alation } = await startInstance();
  alation.faults.add({ kind: 'status', status: 503, skip: 1, times: 2 });
  const statuses: number[] = [];
  for (let call = 0; call < 5; call++) statuses.push((await userinfo(alation, {})).status);
  expect(statuses).toEqual([403, 503, 503, 403, 403]);
  expect(alation.faults.list()).toEqual([]);
});

test('a fault without `times` happens until it is removed', async () => {
  const { alation } = await startInstance();
  const remove = alation.faults.add({ kind: 'status', status: 503 });
  for (let call = 0; call < 3; call++) expect((await userinfo(alation, {})).status).toBe(503);
  remove();
  remove();
  expect((await userinfo(alation, {})).status).toBe(403);
});

test('a fault happens only to the requests that it selects', async () => {
  const { alation } = await startInstance();
  const [a, b] = ['a', 'b'].map((name) => alation.createRefreshTokenInUi({ userId: 102, name }));
  const client = alation.registerOAuthClient({ name: 'loader' });
  if (a === undefined || b === undefined) throw new TypeError('There are two refresh tokens.');
  const statuses = async () => [
    (await callApiKeys(alation, 'createAPIAccessToken', pairOf(a))).status,
    (await callApiKeys(alation, 'createAPIAccessToken', pairOf(b))).status,
    (await requestJwt(alation, client)).status,
    (await userinfo(alation, {})).status,
  ];
  const selections: readonly [Partial<Fault>, readonly number[]][] = [
    [{ path: 'createAPIAccessToken' }, [500, 500, 200, 403]],
    [{ path: 'token/$' }, [201, 201, 500, 403]],
    [{ path: '^/oauth/' }, [201, 201, 500, 403]],
    [{ method: 'GET' }, [201, 201, 200, 500]],
    [{ credentialId: b.id }, [201, 500, 200, 403]],
    [{ credentialId: client.clientId }, [201, 201, 500, 403]],
    [{ bodyIncludes: a.refreshToken }, [500, 201, 200, 403]],
  ];
  for (const [selection, expected] of selections) {
    alation.faults.add({ kind: 'status', status: 500, ...selection } as Fault);
    for (let round = 0; round < 2; round++) expect(await statuses()).toEqual(expected);
    alation.faults.clear();
  }
});

test('a value that is not a valid fault is refused when a test adds it', async () => {
  const { alation } = await startInstance();
  const wrong: readonly object[] = [
    { kind: 'explode' },
    { kind: 'status', status: 99 },
    { kind: 'redirect', status: 200, location: '/' },
    { kind: 'html200', times: 0 },
    { kind: 'html200', surprise: true },
    { kind: 'html200', path: '(' },
  ];
  for (const fault of wrong) expect(() => alation.faults.add(fault as Fault)).toThrow(Error);
  expect(alation.faults.list()).toEqual([]);
});

test('a virtual delay lasts until the clock of the instance has moved by this delay', async () => {
  const { alation, clock } = await startInstance();
  alation.faults.add({ kind: 'delay', delayMs: 60_000, clock: 'virtual', times: 1 });
  const delayed = userinfo(alation, {});
  await expect.poll(() => alation.faults.list()).toEqual([]);
  await replyOf(fetch(`${alation.url}/full_version`));
  expect(alation.calls.count({ endpoint: 'userinfo' })).toBe(0);
  await clock.advance(60_000);
  expect((await delayed).status).toBe(403);
});

test('in an outage a consumer gets 503 until the outage ends, even if the outage was begun twice', async () => {
  const { alation } = await startInstance();
  const issued = alation.createRefreshTokenInUi({ userId: 102, name: 'tableau' });
  const token = await mintApiAccessToken(alation, issued);
  const consume = () => outcomeOf(fetch(`${alation.url}/integration/v1/userinfo/`, { headers: { token } }));

  alation.outage(true);
  alation.outage(true);
  expect(await consume()).toEqual({ status: 503, body: expect.stringContaining('503') });
  alation.outage(false);
  expect(await consume()).toMatchObject({ status: 200 });
  expect(alation.faults.list()).toEqual([]);
});

test('in an outage of the token endpoints the data endpoints work', async () => {
  const { alation } = await startInstance();
  const issued = alation.createRefreshTokenInUi({ userId: 102, name: 'tableau' });
  const client = alation.registerOAuthClient({ name: 'loader' });
  const token = await mintApiAccessToken(alation, issued);
  alation.outage(true, { of: 'token-endpoints' });
  expect((await userinfo(alation, { token })).status).toBe(200);
  expect((await callApiKeys(alation, 'createAPIAccessToken', pairOf(issued))).status).toBe(503);
  expect((await requestJwt(alation, client)).status).toBe(503);
  expect(alation.calls.count({ processed: false })).toBe(2);
});

test('the instance continues after a client ends the connection in the middle of a request', async () => {
  const { alation } = await startInstance();
  const socket = connect(alation.port, '127.0.0.1');
  await new Promise((resolve) => {
    socket.on('connect', resolve);
  });
  socket.write(
    'POST /integration/v1/createAPIAccessToken/ HTTP/1.1\r\nhost: x\r\ncontent-length: 99\r\n\r\n{',
  );
  await new Promise<void>((resolve) => {
    socket.end(resolve);
  });
  socket.destroy();
  expect((await userinfo(alation, {})).status).toBe(403);
});

function pem(name: 'key' | 'cert'): string {
  return readFileSync(new URL(`../../support/tls/localhost-${name}.pem`, import.meta.url), 'utf8');
}

test('only a client that trusts the certificate of an instance with TLS can connect', async () => {
  const { alation } = await startInstance({ tls: { key: pem('key'), cert: pem('cert') } });
  expect(alation.url).toBe(`https://localhost:${alation.port}`);
  const status = (ca: string | undefined) =>
    new Promise((resolve) => {
      const request = tlsRequest(`${alation.url}/full_version`, { ca }, (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      request.on('error', (error) => resolve(Reflect.get(error, 'code')));
      request.end();
    });
  expect(await status(pem('cert'))).toBe(200);
  expect(await status(undefined)).toBe('DEPTH_ZERO_SELF_SIGNED_CERT');
});

test('closing the instance ends hanging connections', async () => {
  const { alation } = await startInstance();
  alation.faults.add({ kind: 'hangBeforeHeaders' });
  const hanging = outcomeOf(fetch(`${alation.url}/full_version`));
  await expect.poll(() => alation.calls.count({ endpoint: 'full_version' })).toBe(1);
  await alation.close();
  expect(await hanging).toEqual(expect.stringMatching(/ECONNRESET|UND_ERR_SOCKET/));
});

test('the JWK Set endpoint can fail while the token endpoint works', async () => {
  const { alation } = await startInstance();
  const client = alation.registerOAuthClient({ name: 'loader' });
  alation.faults.add({ kind: 'status', status: 503, path: 'jwks.json' });
  expect((await replyOf(fetch(`${alation.url}/oauth/v2/.well-known/jwks.json/`))).status).toBe(503);
  expect(alation.isAccessTokenActive(await mintJwt(alation, client))).toBe(true);
});
