import { request } from 'node:http';
import { GetSecretValueCommand, PutSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { readCredentials, storeCredentials } from '../../../local/run/credentials-secret.ts';
import { serve, type Served } from '../../../local/serve/serve.ts';
import { findLeaks } from '../../support/canary.ts';
import { runningClock } from '../../support/running-clock.ts';
import { secretsOf } from '../../support/local-secrets.ts';
import { dataOfPage } from './data-of-page.ts';

let served: Served;
beforeAll(async () => {
  served = await serve(
    { awsPort: 0, alationPort: 0, controlPort: 0, supersession: 'revokes' },
    () => {},
    runningClock('05:00'),
  );
  await served.runRotator();
});
afterAll(() => served.close());

const post = async (path: string, body: object = {}) => {
  const response = await fetch(`${served.controlUrl}${path}`, { method: 'POST', body: JSON.stringify(body) });
  return { status: response.status, body: await response.json() };
};

/** Status and body of a request with headers that `fetch` does not allow. */
const raw = (method: string, path: string, headers: Record<string, string>, url = served.controlUrl) =>
  new Promise<{ status: number | undefined; body: string }>((resolve, reject) => {
    const sent = request(`${url}${path}`, { method, headers }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => (body += text));
      response.on('end', () => resolve({ status: response.statusCode, body }));
    });
    sent.on('error', reject).end();
  });

/** The text that a client of the event stream receives, until `isEnough` returns true. */
async function follow(isEnough: (text: string) => boolean): Promise<string> {
  const response = await fetch(`${served.controlUrl}/events`);
  expect(response.headers.get('content-type')).toBe('text/event-stream');
  let text = '';
  for await (const chunk of response.body ?? []) {
    text += Buffer.from(chunk).toString();
    if (isEnough(text)) break;
  }
  return text;
}

test('a browser gets the page, any other client gets the list of endpoints, and no other page may frame the page', async () => {
  const page = await fetch(served.controlUrl, { headers: { accept: 'text/html,*/*;q=0.8' } });
  expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(page.headers.get('content-security-policy')).toBe("frame-ancestors 'none'");
  expect(await page.text()).toContain('<h1>The rotator on your machine</h1>');
  expect(await (await fetch(served.controlUrl)).text()).toContain('POST /demo/other-program');
});

test('a page of another site can neither read the state of Alation nor run the rotator', async () => {
  const before = served.alation.accessTokens().length;
  const foreign = await raw('POST', '/rotator/run', { origin: 'https://example.com' });
  const rebound = await raw('GET', '/alation/state', { host: 'rebound.example.com' });
  expect([foreign.status, rebound.status]).toEqual([403, 403]);
  expect(JSON.parse(foreign.body)).toEqual({
    error: 'Got a request from a page of "https://example.com". Allowed: pages of this server only.',
  });
  expect(served.alation.accessTokens()).toHaveLength(before);
});

test.each(['aws', 'alation'] as const)('a page of another site cannot use the local %s', async (server) => {
  const { url } = served[server];
  const foreign = await raw('POST', '/', { origin: 'https://example.com' }, url);
  const rebound = await raw('GET', '/', { host: 'rebound.example.com' }, url);
  expect([foreign.status, rebound.status]).toEqual([403, 403]);
  expect(foreign.body).toContain('Allowed: pages of this server only.');
  const container = await raw('GET', '/', { host: 'host.docker.internal:4566' }, url);
  expect(container.status).not.toBe(403);
});

test.each([
  ['/account/auth', '/alation/refresh-tokens -d ', '{"userId":7,"name":"mine"}'],
  ['/admin/auth/', '/alation/oauth-clients -d ', '{"name":"mine"}'],
])(
  'the page %s, to which alerts link, says how to create a credential in the local Alation',
  async (path, command, body) => {
    const page = await fetch(`${served.alation.url}${path}`);
    expect([page.status, page.headers.get('content-security-policy')]).toEqual([
      200,
      "frame-ancestors 'none'",
    ]);
    const text = (await page.text()).replaceAll('&#34;', '"');
    expect(text).toContain(`curl -s ${served.controlUrl}${command}'${body}'`);
    expect((await post(command.split(' ')[0] ?? '', JSON.parse(body) as object)).status).toBe(200);
    expect(findLeaks(text, secretsOf(served))).toEqual([]);
  },
);

test('the event stream sends the state at once, and again after a change', async () => {
  const { promise: received, resolve: receive } = Promise.withResolvers<void>();
  const changes = follow((text) => {
    receive();
    return text.includes('"outage":true');
  });
  await received;
  await post('/alation/outage', { on: true });
  const states = (await changes).split('\n\n').filter((text) => text !== '');
  await post('/alation/outage', { on: false });
  expect(states.length).toBeGreaterThanOrEqual(2);
  for (const state of states) expect(state).toMatch(/^(?:retry: 1000\n)?event: state\ndata: \{/);
});

test('an outage that ends in the minute of its beginning is not drawn', async () => {
  await post('/alation/outage', { on: true });
  await post('/alation/outage', { on: false });
  expect((await dataOfPage(served.controlUrl)).timeline.outages).toEqual([]);
});

test('the clock moves to the next event, and the response names the event', async () => {
  const { body } = await post('/clock/next-event');
  expect(body).toMatchObject({ event: 'Access Token Rotated', failedRuns: 0, outcomes: { rotated: 1 } });
});

test('the consumer reads once an hour; in an outage of the token endpoints its reads fail after the access token expired', async () => {
  const reads = async () =>
    (await dataOfPage(served.controlUrl)).timeline.integrations.find(({ name }) => name === 'demo')?.reads;
  const before = await reads();
  await post('/clock/advance', { hours: 5 });
  expect(await reads()).toEqual({ ...before, count: (before?.count ?? 0) + 5 });
  expect(before?.failed).toBe(0);
  await post('/alation/outage', { on: true, of: 'token-endpoints' });
  await post('/clock/advance', { hours: 30 });
  const during = await reads();
  expect(during?.failed).toBeGreaterThan(5);
  expect(during?.failed).toBeLessThan(20);
  await post('/alation/outage', { on: false });
  await post('/clock/advance', { hours: 4 });
  expect((await reads())?.failed).toBeLessThanOrEqual((during?.failed ?? 0) + 2);
  expect((await dataOfPage(served.controlUrl)).integrations).toMatchObject([
    { name: 'demo', kind: 'good', detail: expect.stringMatching(/^\d+ of \d+ reads failed$/) },
    { name: 'playground', kind: 'none' },
  ]);
});

test('a consumer that receives no response does not delay the rotator', async () => {
  await post('/alation/faults', { kind: 'hangBeforeHeaders', path: '/integration/v1/userinfo/', times: 1 });
  const { body } = await post('/clock/advance', { hours: 2 });
  expect(served.alation.faults.list()).toEqual([]);
  expect(body).toMatchObject({ rotatorRuns: 8, failedRuns: 0 });
});

test('another program that mints every two hours makes the integration contested until the program stops', async () => {
  expect(await post('/demo/other-program', { on: true })).toMatchObject({
    body: { done: expect.stringContaining('Another program begins to mint from "blue" every two hours.') },
  });
  await post('/clock/advance', { hours: 50 });
  const contested = await follow(() => true);
  expect(contested).toContain('"text":"contested;');
  expect(contested).toContain('demo: another program or person mints from a credential');
  await post('/demo/other-program', { on: false });
  await post('/clock/advance', { hours: 48 });
  expect(await follow(() => true)).toContain('demo: no other program or person mints any more');
});

test('after a rejection the rotator mints from the other credential, and the rejected credential can be replaced', async () => {
  expect(await post('/demo/replace')).toMatchObject({
    body: { done: 'Alation accepts all refresh tokens, so none is replaced.' },
  });
  const rejected = await post('/demo/reject');
  expect(rejected.body).toMatchObject({ done: expect.stringMatching(/^Alation rejects "(blue|green)"\./) });
  const atOnce = await follow(() => true);
  expect(atOnce).toContain('"ending":"rejected"');
  expect(atOnce).toMatch(
    /"kind":"bad","text":"Alation refuses the published access token; the rotator detects the refusal at its next probe"/,
  );
  await post('/clock/advance', { hours: 26 });
  expect(await follow(() => true)).toContain('"ending":"rejected"');
  expect(await post('/demo/replace')).toMatchObject({
    body: { done: expect.stringMatching(/^You replace "(blue|green)"\./) },
  });
  await post('/clock/advance', { hours: 2 });
  expect(await follow(() => true)).toMatch(/"name":"demo","kind":"good","text":"fresh;/);
});

/** Stores new refresh tokens, as `npx alation-tokens replace` does. Returns their ids in Alation. */
const replaceByHand = async () => {
  const names = ['blue', 'green'];
  const created = names.map((name) =>
    served.alation.createRefreshTokenInUi({ userId: 1, name: `my ${name}` }),
  );
  await storeCredentials(
    served.installation.secretsManager,
    'demo',
    served.alation.url,
    created.map(({ refreshToken, userId }, index) => ({
      name: names[index] ?? '',
      refresh_token: refreshToken,
      user_id: userId,
    })),
  );
  await post('/clock/advance', { hours: 1 });
  return created.map(({ id }) => id);
};
const statusOf = (id: string | undefined) =>
  served.alation.refreshTokens().find((one) => one.id === id)?.status;

describe('after an operator stored refresh tokens with other names in Alation', () => {
  test('the requests to reject and to replace act on a stored refresh token', async () => {
    const ids = await replaceByHand();
    expect((await post('/demo/replace')).body).toEqual({
      done: 'Alation accepts all refresh tokens, so none is replaced.',
    });
    const { done } = z.object({ done: z.string() }).parse((await post('/demo/reject')).body);
    const rejected = done.includes('"blue"') ? 0 : 1;
    expect(ids.map(statusOf)).toEqual(rejected === 0 ? ['REVOKED', 'ACTIVE'] : ['ACTIVE', 'REVOKED']);
    await post('/clock/advance', { hours: 1 });
    expect(await post('/demo/replace')).toMatchObject({
      body: { done: `You replace "${rejected === 0 ? 'blue' : 'green'}". Move the clock.` },
    });
    expect(ids.map(statusOf)[1 - rejected]).toBe('ACTIVE');
  });

  test('the other program mints from a stored refresh token', async () => {
    const [blue] = await replaceByHand();
    const mints = () => served.alation.accessTokens().filter(({ credentialId }) => credentialId === blue);
    const before = mints().length;
    await post('/demo/other-program', { on: true });
    await post('/demo/other-program', { on: false });
    expect(mints().length).toBe(before + 1);
  });
});

test.each(['no JSON', '{}'])(
  'the servers keep running after a person stored %j in the access-token secret',
  async (SecretString) => {
    const { secretsManager } = served.installation;
    const SecretId = 'alation/demo/access-token';
    const { SecretString: before } = await secretsManager.send(new GetSecretValueCommand({ SecretId }));
    await secretsManager.send(new PutSecretValueCommand({ SecretId, SecretString }));
    expect(await post('/clock/advance', { hours: 1 })).toMatchObject({
      body: { rotatorRuns: 4, failedRuns: 0 },
    });
    expect(await follow(() => true)).toContain('"name":"demo"');
    await secretsManager.send(new PutSecretValueCommand({ SecretId, SecretString: before }));
    await post('/clock/advance', { hours: 1 });
  },
);

test('if the stored credentials are malformed, the response to a request to reject or replace a credential says what to do', async () => {
  const { secretsManager } = served.installation;
  const stored = await readCredentials(secretsManager, 'demo');
  await secretsManager.send(
    new PutSecretValueCommand({ SecretId: 'alation/demo/credentials', SecretString: '{}' }),
  );
  expect(await post('/demo/reject')).toEqual({
    status: 400,
    body: { error: 'Alation accepts no refresh token of "demo". Store a new refresh token first.' },
  });
  expect(await post('/demo/replace')).toEqual({
    status: 400,
    body: { error: '"demo" has no stored refresh token. Store a refresh token first.' },
  });
  await storeCredentials(secretsManager, 'demo', stored.base_url, stored.credentials);
});

test('the page, its events and the responses to its requests contain no secret', async () => {
  const page = await (await fetch(served.controlUrl, { headers: { accept: 'text/html' } })).text();
  const events = await follow(() => true);
  const responses = JSON.stringify(await Promise.all([post('/demo/replace'), post('/demo/reject')]));
  const secrets = secretsOf(served);
  expect(secrets.length).toBeGreaterThan(8);
  expect(findLeaks([page, events, responses].join('\n'), secrets)).toEqual([]);
});
