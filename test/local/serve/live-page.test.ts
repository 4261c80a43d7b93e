import { request } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { serve, type Served } from '../../../local/serve/serve.ts';
import { findLeaks } from '../../support/canary.ts';
import { secretsOf } from '../../support/local-secrets.ts';

let served: Served;
beforeAll(async () => {
  served = await serve({ awsPort: 0, alationPort: 0, controlPort: 0, supersession: 'revokes' }, () => {});
  await served.runRotator();
});
afterAll(() => served.close());

const post = async (path: string, body: object = {}) => {
  const response = await fetch(`${served.controlUrl}${path}`, { method: 'POST', body: JSON.stringify(body) });
  return { status: response.status, body: await response.json() };
};

/** Status and body of a request with headers that `fetch` does not allow. */
const raw = (method: string, path: string, headers: Record<string, string>) =>
  new Promise<{ status: number | undefined; body: string }>((resolve, reject) => {
    const sent = request(`${served.controlUrl}${path}`, { method, headers }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => (body += text));
      response.on('end', () => resolve({ status: response.statusCode, body }));
    });
    sent.on('error', reject).end();
  });

/** The states that a client of the event stream gets, until `isEnough`. */
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

test('a browser gets the page, which no other page may frame, and any other client the list of endpoints', async () => {
  const page = await fetch(served.controlUrl, { headers: { accept: 'text/html,*/*;q=0.8' } });
  expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(page.headers.get('content-security-policy')).toBe("frame-ancestors 'none'");
  expect(await page.text()).toContain('<h1>The rotator on your machine</h1>');
  expect(await (await fetch(served.controlUrl)).text()).toContain('POST /demo/other-program');
});

test('a page of another site can neither read nor change anything', async () => {
  const before = served.alation.accessTokens().length;
  const foreign = await raw('POST', '/rotator/run', { origin: 'https://example.com' });
  const rebound = await raw('GET', '/alation/state', { host: 'rebound.example.com' });
  expect([foreign.status, rebound.status]).toEqual([403, 403]);
  expect(JSON.parse(foreign.body)).toEqual({
    error: 'Got a request of a page of "https://example.com". Allowed: pages of this server only.',
  });
  expect(served.alation.accessTokens()).toHaveLength(before);
});

test('the event stream sends the state at once, and again after a change', async () => {
  const changes = follow((text) => text.includes('"outage":true'));
  await post('/alation/outage', { on: true });
  const states = (await changes).split('\n\n').filter((text) => text !== '');
  await post('/alation/outage', { on: false });
  expect(states.length).toBeGreaterThanOrEqual(1);
  for (const state of states) expect(state).toMatch(/^event: state\ndata: \{/);
});

test('the clock moves to the next event, and the answer names it', async () => {
  const { body } = await post('/clock/next-event');
  expect(body).toMatchObject({ event: 'Access Token Rotated', failedRuns: 0, outcomes: { rotated: 1 } });
});

test('another program that mints every two hours makes the integration contested until it stops', async () => {
  expect(await post('/demo/other-program', { on: true })).toMatchObject({
    body: { done: expect.stringContaining('Another program begins to mint from "blue" every two hours.') },
  });
  await post('/clock/advance', { hours: 50 });
  const contested = await follow(() => true);
  expect(contested).toContain('"text":"contested;');
  expect(contested).toContain('demo: another program or person mints from a credential');
  await post('/demo/other-program', { on: false });
  await post('/clock/advance', { hours: 48 });
  expect(await follow(() => true)).toContain('demo: nobody else mints any more');
});

test('after a rejection the other credential mints, and the rejected one can be replaced', async () => {
  expect(await post('/demo/replace')).toMatchObject({
    body: { done: 'Alation accepts all refresh tokens, so none is replaced.' },
  });
  const rejected = await post('/demo/reject');
  expect(rejected.body).toMatchObject({ done: expect.stringMatching(/^Alation rejects "(blue|green)"\./) });
  const atOnce = await follow(() => true);
  expect(atOnce).toContain('"ending":"rejected"');
  expect(atOnce).toMatch(
    /"kind":"bad","text":"Alation refuses the published access token; the rotator finds that at its next probe"/,
  );
  await post('/clock/advance', { hours: 26 });
  expect(await follow(() => true)).toContain('"ending":"rejected"');
  expect(await post('/demo/replace')).toMatchObject({
    body: { done: expect.stringMatching(/^You replace "(blue|green)"\./) },
  });
  await post('/clock/advance', { hours: 2 });
  expect(await follow(() => true)).toMatch(/"name":"demo","kind":"good","text":"fresh;/);
});

test('no secret is in the page, its events or its answers', async () => {
  const page = await (await fetch(served.controlUrl, { headers: { accept: 'text/html' } })).text();
  const events = await follow(() => true);
  const answers = JSON.stringify(await Promise.all([post('/demo/replace'), post('/demo/reject')]));
  const secrets = secretsOf(served);
  expect(secrets.length).toBeGreaterThan(8);
  expect(findLeaks([page, events, answers].join('\n'), secrets)).toEqual([]);
});
