import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { instructions } from '../../../local/serve/instructions.ts';
import { type Clock, systemClock } from '../../../local/clock.ts';
import { serve, type Served } from '../../../local/serve/serve.ts';
import { HOUR_MS } from '../../../functions/time.ts';

/** A clock that goes on from that time of a day: what comes due next depends on it. */
const timeFrom = (timeOfDay: string): Clock => {
  const ahead = Date.parse(`2027-01-04T${timeOfDay}Z`) - systemClock.now();
  return { ...systemClock, now: () => systemClock.now() + ahead };
};
const serveFrom = (timeOfDay: string, write: (line: string) => void) =>
  serve({ awsPort: 0, alationPort: 0, controlPort: 0, supersession: 'revokes' }, write, timeFrom(timeOfDay));

let served: Served;
const log: string[] = [];
beforeAll(async () => {
  served = await serveFrom('05:00', (line) => void log.push(line));
  await served.tick();
});
afterAll(async () => {
  await served.close();
});

const post = async (path: string, body?: object, url = served.controlUrl) => {
  const response = await fetch(`${url}${path}`, {
    method: 'POST',
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: await response.json() };
};
const published = async ({ installation } = served) => {
  const { SecretString } = await installation.secretsManager.send(
    new GetSecretValueCommand({ SecretId: 'alation/demo/access-token' }),
  );
  return JSON.parse(SecretString ?? '') as { access_token: string; credential: string };
};
/** The local clock, as its control tells it. */
const localTime = async () => {
  const { now } = z.object({ now: z.string() }).parse(await (await fetch(served.controlUrl)).json());
  return Date.parse(now);
};
const line = z.object({
  message: z.string(),
  timestamp: z.string(),
  integrations: z.optional(z.number()),
});
/** The log lines of that event since the log had that many lines, with their times. */
const logged = (event: string, since = 0) =>
  log
    .slice(since)
    .map((text) => line.parse(JSON.parse(text)))
    .filter(({ message }) => message === event)
    .map(({ timestamp, ...fields }) => ({ ...fields, at: Date.parse(timestamp) }));

test('the demo integration has a live access token after the first tick', async () => {
  expect(served.alation.accessTokenIsLive((await published()).access_token)).toBe(true);
});

test('when 13 hours pass the next rotation comes due, and both access tokens are live', async () => {
  const before = await published();
  expect(await post('/advance', { hours: 13 })).toMatchObject({
    status: 200,
    body: { ticks: 52, failedRuns: 0, outcomes: { rotated: 1 } },
  });
  const after = await published();
  expect(after.credential).not.toBe(before.credential);
  expect(served.alation.accessTokenIsLive(before.access_token)).toBe(true);
  expect(served.alation.accessTokenIsLive(after.access_token)).toBe(true);
});

// The integration of the demo is renewed at 02:00 and at 14:00, its own place in the day.
test.each([
  ['01:30', 2],
  ['02:30', 1],
  ['13:30', 2],
  ['14:30', 1],
])(
  'from %s on 13 hours bring %d rotations, and what they leave published is live',
  async (timeOfDay, rotated) => {
    const another = await serveFrom(timeOfDay, () => undefined);
    await another.tick();
    const before = await published(another);
    const { body } = await post('/advance', { hours: 13 }, another.controlUrl);
    const after = await published(another);
    const isLive = another.alation.accessTokenIsLive(after.access_token);
    await another.close();

    expect(body).toMatchObject({ ticks: 52, failedRuns: 0, outcomes: { rotated } });
    expect(after.access_token).not.toBe(before.access_token);
    expect(isLive).toBe(true);
  },
);

test('the runs on the way come at their own times: a tick every 15 minutes, the warner at 08:00 UTC', async () => {
  const since = log.length;
  const from = await localTime();
  expect(await post('/advance', { hours: 48 })).toMatchObject({ body: { ticks: 192, warnerRuns: 2 } });

  const ticks = logged('SweepEnded', since).map(({ at }) => at);
  expect(ticks.length).toBe(192);
  for (const [index, at] of ticks.entries()) {
    // A run itself takes seconds, where alerts are told or calls are tried again.
    expect(Math.abs(at - (ticks[0] ?? 0) - index * 900_000)).toBeLessThan(60_000);
  }
  const warned = logged('WarnerEnded', since).filter(({ integrations }) => integrations === 2);
  expect(warned.map(({ at }) => new Date(at).toISOString().slice(11, 16))).toEqual(['08:00', '08:00']);
  expect(Math.abs((await localTime()) - from - 48 * HOUR_MS)).toBeLessThan(60_000);
});

test('an outage of 30 hours is tried again and again, told of while it lasts, and outlives the access token', async () => {
  const since = log.length;
  const from = await localTime();
  const { messages } = served.aws.topics;
  const told = messages.length;
  await post('/_local/outage', { on: true }, served.alation.url);
  const { body } = await post('/advance', { hours: 30 });
  await post('/_local/outage', { on: false }, served.alation.url);

  expect(body).toMatchObject({ ticks: 120, failedRuns: 0 });
  expect(logged('RotationFailed', since).length).toBeGreaterThan(5);
  const [failing] = messages.slice(told);
  expect(failing?.message).toContain('demo: rotation has been failing since ');
  expect(failing?.publishedAt).toBeLessThan(from + 20 * HOUR_MS);
  expect(served.alation.accessTokenIsLive((await published()).access_token)).toBe(false);

  await post('/advance', { hours: 3 });
  expect(served.alation.accessTokenIsLive((await published()).access_token)).toBe(true);
});

test('whoever asks AWS learns the local time from the Date of any answer', async () => {
  const response = await fetch(served.aws.url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      authorization: 'AWS4-HMAC-SHA256 Credential=local/20270101/us-east-1/sts/aws4_request',
    },
    body: 'Action=GetCallerIdentity&Version=2011-06-15',
  });
  expect(response.status).toBe(200);
  const told = Date.parse(response.headers.get('date') ?? '');
  expect(Math.abs(told - (await localTime()))).toBeLessThan(5_000);
  expect(told - Date.parse('2027-01-04T05:00Z')).toBeGreaterThan(90 * HOUR_MS);
});

test('a tick and a run of the warner can be asked for', async () => {
  expect(await post('/tick')).toMatchObject({ status: 200, body: { due: 0 } });
  expect(await post('/warn')).toMatchObject({ status: 200, body: { integrations: 2 } });
});

test.each([
  ['/advance', { hours: -1 }, 400, 'expected {"hours": 12}, more than 0 and at most 10000'],
  ['/advance', { days: 1 }, 400, 'expected {"hours": 12}, more than 0 and at most 10000'],
  ['/nothing', {}, 404, 'there is GET /, POST /advance, POST /tick and POST /warn'],
])('POST %s with %j is refused with what is allowed', async (path, body, status, error) => {
  expect(await post(path, body)).toEqual({ status, body: { error } });
});

test('the instructions name the addresses that are really up', () => {
  const text = instructions(served);
  for (const url of [served.aws.url, served.alation.url, served.controlUrl]) expect(text).toContain(url);
});
