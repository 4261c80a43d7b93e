import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { instructions } from '../../../local/serve/instructions.ts';
import { serve, type Served } from '../../../local/serve/serve.ts';
import { storeCredentials } from '../../../local/run/credentials-secret.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../functions/time.ts';
import { runningClock } from '../../support/running-clock.ts';

const serveFrom = (timeOfDay: string, write: (line: string) => void) =>
  serve(
    { awsPort: 0, alationPort: 0, controlPort: 0, supersession: 'revokes' },
    write,
    runningClock(timeOfDay),
  );

let served: Served;
const log: string[] = [];
beforeAll(async () => {
  served = await serveFrom('05:00', (line) => void log.push(line));
  await served.runRotator();
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
/** The time of the clock, from the control server. */
const localTime = async () => {
  const { now } = z
    .object({ now: z.string() })
    .parse(await (await fetch(`${served.controlUrl}/clock`)).json());
  return Date.parse(now);
};
const line = z.object({
  message: z.string(),
  timestamp: z.string(),
  integrations: z.optional(z.number()),
});
/** The log entries of an event, with their times, without the first `since` lines of the log. */
const logged = (event: string, since = 0) =>
  log
    .slice(since)
    .map((text) => line.parse(JSON.parse(text)))
    .filter(({ message }) => message === event)
    .map(({ timestamp, ...fields }) => ({ ...fields, at: Date.parse(timestamp) }));

test('the demo integration has an active access token after the first sweep', async () => {
  expect(served.alation.isAccessTokenActive((await published()).access_token)).toBe(true);
});

test('in 13 hours the rotator rotates once, and the earlier access token stays active beside the new access token', async () => {
  const before = await published();
  expect(await post('/clock/advance', { hours: 13 })).toMatchObject({
    status: 200,
    body: { rotatorRuns: 52, failedRuns: 0, outcomes: { rotated: 1 } },
  });
  const after = await published();
  expect(after.credential).not.toBe(before.credential);
  expect(served.alation.isAccessTokenActive(before.access_token)).toBe(true);
  expect(served.alation.isAccessTokenActive(after.access_token)).toBe(true);
});

// The rotations of the demo integration are due at about 02:00 and 14:00 UTC: its name decides the times.
test.each([
  ['01:30', 2],
  ['02:30', 1],
  ['13:30', 2],
  ['14:30', 1],
])(
  'in 13 hours from %s on there are %d rotations, and the published access token is active',
  async (timeOfDay, rotated) => {
    const another = await serveFrom(timeOfDay, () => undefined);
    await another.runRotator();
    const before = await published(another);
    const { body } = await post('/clock/advance', { hours: 13 }, another.controlUrl);
    const after = await published(another);
    const isActive = another.alation.isAccessTokenActive(after.access_token);
    await another.close();

    expect(body).toMatchObject({ rotatorRuns: 52, failedRuns: 0, outcomes: { rotated } });
    expect(after.access_token).not.toBe(before.access_token);
    expect(isActive).toBe(true);
  },
);

test('while the clock moves, the rotator runs every 15 minutes and the warner at 08:00 UTC', async () => {
  const since = log.length;
  const from = await localTime();
  expect(await post('/clock/advance', { hours: 48 })).toMatchObject({
    body: { rotatorRuns: 192, warnerRuns: 2 },
  });

  const sweeps = logged('SweepEnded', since).map(({ at }) => at);
  expect(sweeps.length).toBe(192);
  for (const [index, at] of sweeps.entries()) {
    // A run takes seconds when it publishes alerts or retries calls.
    expect(Math.abs(at - (sweeps[0] ?? 0) - index * 15 * MINUTE_MS)).toBeLessThan(MINUTE_MS);
  }
  const warned = logged('WarnerEnded', since).filter(({ integrations }) => integrations === 2);
  expect(warned.map(({ at }) => new Date(at).toISOString().slice(11, 16))).toEqual(['08:00', '08:00']);
  expect(Math.abs((await localTime()) - from - 48 * HOUR_MS)).toBeLessThan(MINUTE_MS);
});

/** The number of renewals in four days, with refresh tokens that expire after six days. */
const renewals = async (renewRefreshTokens: boolean) => {
  const another = await serve(
    { awsPort: 0, alationPort: 0, controlPort: 0, supersession: 'revokes', renewRefreshTokens },
    () => undefined,
  );
  another.alation.behaviour.refreshTokenLifetimeMs = 6 * DAY_MS;
  const created = ['a', 'b'].map((name) => another.alation.createRefreshTokenInUi({ userId: 2, name }));
  await storeCredentials(
    another.installation.secretsManager,
    'demo',
    another.alation.url,
    created.map(({ name, refreshToken, userId }) => ({
      name,
      refresh_token: refreshToken,
      user_id: userId,
    })),
  );
  await another.advance(4 * DAY_MS);
  await another.close();
  return another.aws.events.events.filter(({ event }) => event['detail-type'] === 'Refresh Token Renewed')
    .length;
};

test('the rotator renews refresh tokens only with renewRefreshTokens', async () => {
  expect(await renewals(true)).toBeGreaterThan(0);
  expect(await renewals(false)).toBe(0);
});

test('in an outage of 30 hours the rotator retries, the warner sends an alert, and the access token expires', async () => {
  const since = log.length;
  const from = await localTime();
  const { messages } = served.aws.topics;
  const sent = messages.length;
  await post('/alation/outage', { on: true });
  const { body } = await post('/clock/advance', { hours: 30 });
  await post('/alation/outage', { on: false });

  expect(body).toMatchObject({ rotatorRuns: 120, failedRuns: 0 });
  expect(logged('RotationFailed', since).length).toBeGreaterThan(5);
  const [failing] = messages.slice(sent);
  expect(failing?.message).toContain('demo: rotation has been failing for ');
  expect(failing?.publishedAt).toBeLessThan(from + 20 * HOUR_MS);
  expect(served.alation.isAccessTokenActive((await published()).access_token)).toBe(false);

  await post('/clock/advance', { hours: 3 });
  expect(served.alation.isAccessTokenActive((await published()).access_token)).toBe(true);
});

test('the Date of a response of AWS is the time of the clock', async () => {
  const response = await fetch(served.aws.url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      authorization: 'AWS4-HMAC-SHA256 Credential=local/20270101/us-east-1/sts/aws4_request',
    },
    body: 'Action=GetCallerIdentity&Version=2011-06-15',
  });
  expect(response.status).toBe(200);
  const date = Date.parse(response.headers.get('date') ?? '');
  expect(Math.abs(date - (await localTime()))).toBeLessThan(5_000);
  expect(date - Date.parse('2027-01-04T05:00Z')).toBeGreaterThan(90 * HOUR_MS);
});

test('the control server runs the rotator and the warner', async () => {
  expect(await post('/rotator/run')).toMatchObject({
    status: 200,
    body: { due: 0, done: 'Nothing was due.' },
  });
  expect(await post('/warner/run')).toMatchObject({ status: 200, body: { integrations: 2 } });
});

test('after a run of the rotator without an attempt, the control server says when the backoff ends', async () => {
  const another = await serveFrom('05:00', () => undefined);
  await another.runRotator();
  await post('/alation/outage', { on: true }, another.controlUrl);
  await post('/clock/advance', { hours: 13 }, another.controlUrl);
  await post('/rotator/run', undefined, another.controlUrl);
  const { body } = await post('/rotator/run', undefined, another.controlUrl);
  await another.close();

  expect(body).toMatchObject({
    outcomes: { rotated: 0, failed: 0 },
    done: expect.stringMatching(/ The backoff of demo ends at 2027-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z\.$/),
  });
});

test.each([
  [
    '/clock/advance',
    { hours: -1 },
    400,
    'The body has a wrong, missing or unknown field: hours. Allowed: { hours }, up to 10000',
  ],
  [
    '/clock/advance',
    { days: 1 },
    400,
    'The body has a wrong, missing or unknown field: hours, days. Allowed: { hours }, up to 10000',
  ],
  ['/nothing', {}, 404, 'There is no POST /nothing. GET / lists the endpoints.'],
])('POST %s with %j is refused, and the error says what is allowed', async (path, body, status, error) => {
  expect(await post(path, body)).toEqual({ status, body: { error } });
});

test('the instructions name the addresses of the running servers', () => {
  const text = instructions(served);
  for (const url of [served.aws.url, served.alation.url, served.controlUrl]) expect(text).toContain(url);
});
