import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { DAY_MS, type Deployment, HOUR_MS, MINUTE_MS, START, INTERVAL_MS } from '../handlers/deployment.ts';
import {
  failureCode,
  logged,
  messagesOf,
  published,
  stateOf,
  versionCount,
} from '../handlers/observations.ts';
import { json, text } from '../support/raw-server.ts';
import { deployWithScripted, integrateAt, type ScriptedAlation } from './scripted-alation.ts';
import { deployWithTls } from './tls.ts';

/** Creates an integration at a scripted Alation, and rotates it once. */
async function rotated(
  refreshTokens = 1,
): Promise<{ readonly deployment: Deployment; readonly scripted: ScriptedAlation }> {
  const { deployment, scripted } = await deployWithScripted();
  await integrateAt(deployment, scripted.origin, 'tableau', refreshTokens);
  await deployment.rotate();
  return { deployment, scripted };
}

test('Retry-After of one host delays all its integrations, and the integrations of another host are rotated', async () => {
  const { deployment, scripted } = await rotated();
  for (const name of ['two', 'three', 'four', 'five', 'six', 'seven', 'eight']) {
    await integrateAt(deployment, scripted.origin, name);
  }
  for (const name of ['healthy-1', 'healthy-2']) await deployment.integrate(name, 1);
  const requestedAt: number[] = [];
  scripted.script.createAPIAccessToken = () => {
    requestedAt.push(deployment.clock.now());
    return json(429, {}, { 'retry-after': '2400' });
  };

  await expect(deployment.rotate()).resolves.toMatchObject({ outcomes: { rotated: 2 } });
  expect(logged(deployment, 'RotationFailed')[0]).toMatchObject({
    code: 'AlationThrottled',
    disposition: 'wait',
  });
  // The concurrency limit per host is five: five requests may be sent before the first response.
  expect(requestedAt.length).toBeLessThanOrEqual(5);
  const pauseEndsAt = Math.min(...requestedAt) + 2_400_000;
  const requestedAtFirst = requestedAt.length;
  // The second sweep is still running when the pause ends, and then continues. Sweeps take some time.
  await deployment.sweepFor(2 * INTERVAL_MS + MINUTE_MS);
  expect(requestedAt.length).toBeGreaterThan(requestedAtFirst);
  expect(requestedAt.slice(requestedAtFirst).filter((time) => time < pauseEndsAt)).toEqual([]);
  for (const name of ['healthy-1', 'healthy-2']) expect(versionCount(deployment, name)).toBe(1);

  delete scripted.script.createAPIAccessToken;
  await deployment.sweepFor(HOUR_MS);
  for (const name of ['two', 'five', 'eight']) expect(versionCount(deployment, name)).toBe(1);
});

// Incident 18
test('after any response to a mint the rotator publishes only access tokens that Alation minted and reports as active', async () => {
  const { deployment, scripted } = await rotated();
  const before = await published(deployment, 'tableau');
  const field = fc.oneof(
    fc.jsonValue({ maxDepth: 1 }),
    fc.constantFrom('ACTIVE', '2027-01-01T00:00:00Z', '', 0),
  );
  const mutation = fc.record(
    {
      api_access_token: field,
      token_status: field,
      token_expires_at: field,
      created_at: field,
      user_id: field,
    },
    { requiredKeys: [] },
  );
  const body = fc.oneof(
    mutation.map((fields) => (good: object) => ({
      ...good,
      ...fields,
      api_access_token: fields.api_access_token ?? 'x',
    })),
    fc.jsonValue().map((value) => () => value),
  );
  const bytes = fc.oneof(
    fc.string(),
    fc.constantFrom('\uFEFF{}', '{"api_access_token":', 'null', '<html>', ' '),
  );

  await fc.assert(
    fc.asyncProperty(fc.oneof(body, bytes), fc.constantFrom(200, 201), async (response, status) => {
      scripted.script.createAPIAccessToken = (good) =>
        typeof response === 'string' ? text(status, response) : json(status, response(good));
      await deployment.rotate({ integration: 'tableau', force: true });
      expect(await published(deployment, 'tableau')).toEqual(before);
    }),
    { numRuns: 40, seed: 1 },
  );
  expect(versionCount(deployment, 'tableau')).toBe(1);

  delete scripted.script.createAPIAccessToken;
  await deployment.sweepFor(HOUR_MS);
  expect((await published(deployment, 'tableau')).access_token).toBe(scripted.minted.at(-1));
});

test.each([
  [401, { detail: 'Refresh token provided is expired or revoked.', code: '401000' }, 'CredentialRejected', 1],
  [403, { detail: 'forbidden' }, 'AlationForbidden', 10],
  [400, { code: '400000' }, 'AlationRequestRefused', 10],
  [404, {}, 'AlationRequestRefused', 10],
])(
  'a mint that Alation answers with %i causes one alert and no retry within its sweep, and the published access token stays',
  async (status, body, code, most) => {
    const { deployment, scripted } = await rotated();
    const before = await published(deployment, 'tableau');
    scripted.script.createAPIAccessToken = () => json(status, body);
    if (code === 'CredentialRejected') scripted.script.validateRefreshToken = () => json(status, body);
    await deployment.clock.advance(12 * HOUR_MS);
    await deployment.deliverEvents();
    deployment.aws.topics.messages.length = 0;
    const mintsBefore = scripted.count('createAPIAccessToken');

    await deployment.rotate();
    expect(scripted.count('createAPIAccessToken') - mintsBefore).toBe(1);
    // Three sweeps try again, then every second sweep does: an operator may have corrected a setting at Alation.
    await deployment.sweepFor(4 * HOUR_MS);
    await deployment.deliverEvents();
    await deployment.warn();

    expect(failureCode(deployment, 'tableau')).toBe(code);
    expect(scripted.count('createAPIAccessToken') - mintsBefore).toBeLessThanOrEqual(most);
    expect(await published(deployment, 'tableau')).toEqual(before);
    expect(messagesOf(deployment)).toHaveLength(1);
  },
);

// Incident 22
test.each([-48, -1, 1, 48])(
  "if Alation's clock is off by %i hours, the published expiry follows the rotator's clock",
  async (hours) => {
    const skewed = { now: () => Date.now() + hours * HOUR_MS, sleep: async () => undefined };
    const deployment = await deployWithTls({ alation: { clock: skewed } });
    await deployment.integrate('tableau', 1);

    await deployment.rotate();

    const { expires_at, issued_at } = await published(deployment, 'tableau');
    expect(Date.parse(issued_at)).toBe(START);
    expect(Math.abs(Date.parse(expires_at) - (START + DAY_MS))).toBeLessThanOrEqual(1_000);
    const [credential] = stateOf(deployment, 'tableau').credentials;
    expect(Math.abs((credential?.expiresAt ?? 0) - (START + 60 * DAY_MS))).toBeLessThanOrEqual(1_000);
    await deployment.sweepFor(HOUR_MS);
    expect(versionCount(deployment, 'tableau')).toBe(1);
  },
);

// Incident 6
test('without an expiry in the response the rotator assumes a short lifetime, and does not rotate in a loop', async () => {
  const { deployment, scripted } = await rotated();
  scripted.script.createAPIAccessToken = (good) => json(201, { ...good, token_expires_at: undefined });
  await deployment.rotate({ integration: 'tableau', force: true });
  const { issued_at, expires_at } = await published(deployment, 'tableau');
  expect(Date.parse(expires_at) - Date.parse(issued_at)).toBe(2 * HOUR_MS);

  const before = scripted.minted.length;
  await deployment.sweepFor(6 * HOUR_MS);

  expect(scripted.minted.length - before).toBeGreaterThanOrEqual(5);
  expect(scripted.minted.length - before).toBeLessThanOrEqual(8);
});

// Incident 19
test('an access token with a lifetime of less than two sweep intervals is rotated at most once a sweep, and causes one alert', async () => {
  const { deployment, scripted } = await rotated();
  scripted.script.createAPIAccessToken = (good) =>
    json(201, { ...good, token_expires_at: new Date(Date.now() + 20 * MINUTE_MS).toISOString() });
  await deployment.rotate({ integration: 'tableau', force: true });
  await deployment.deliverEvents();
  const mintsBefore = scripted.count('createAPIAccessToken');

  for (let sweep = 0; sweep < 12; sweep++) {
    await deployment.sweep();
    await deployment.deliverEvents();
  }

  expect(scripted.count('createAPIAccessToken') - mintsBefore).toBeLessThanOrEqual(12);
  await deployment.warn();
  const alerts = messagesOf(deployment).filter(({ message }) => message.includes('LifetimeTooShort'));
  expect(alerts).toHaveLength(1);
});

test('the rotator publishes an access token of 8,192 characters, which fits in a header, and refuses a longer access token', async () => {
  const { deployment, scripted } = await rotated();
  const mint = (length: number) => {
    const token = deployment.canaries.make().repeat(200).slice(0, length);
    scripted.script.createAPIAccessToken = (good) => json(201, { ...good, api_access_token: token });
    scripted.script.validateAPIAccessToken = (good) => json(200, { ...good, token_status: 'ACTIVE' });
    return deployment.rotate({ integration: 'tableau', force: true });
  };

  await expect(mint(8_192)).resolves.toMatchObject({ outcomes: { rotated: 1 } });
  expect((await published(deployment, 'tableau')).access_token).toHaveLength(8_192);
  await expect(mint(8_193)).resolves.toMatchObject({ outcomes: { failed: 1 } });

  expect(failureCode(deployment, 'tableau')).toBe('AlationAnswerMalformed');
  expect((await published(deployment, 'tableau')).access_token).toHaveLength(8_192);
});

// Incident 5
test('the published access token equals the last minted access token, character for character', async () => {
  const { deployment, scripted } = await rotated(2);
  for (let rotation = 0; rotation < 4; rotation++) {
    expect((await published(deployment, 'tableau')).access_token).toBe(scripted.minted.at(-1));
    await deployment.rotate({ integration: 'tableau', force: true });
  }
  expect(scripted.minted).toHaveLength(5);
});

// Incident 4
test.each([
  ['another refresh token', (other: string) => ({ refresh_token: other, refresh_token_expires_in: 60 })],
  ['an empty refresh token', () => ({ refresh_token: '' })],
  ['null as the refresh token', () => ({ refresh_token: null })],
])('a mint response with %s besides the access token changes no credentials', async (_, extra) => {
  const { deployment, scripted } = await rotated();
  const stored = () => {
    const { versions, labels } = deployment.aws.secrets.require('alation/tableau/credentials');
    return { versions: [...versions.values()], labels: [...labels] };
  };
  const before = stored();
  const other = deployment.canaries.make();
  scripted.script.createAPIAccessToken = (good) => json(201, { ...good, ...extra(other) });

  await expect(deployment.rotate({ integration: 'tableau', force: true })).resolves.toMatchObject({
    outcomes: { rotated: 1 },
  });
  await deployment.rotate({ integration: 'tableau', force: true });

  expect(stored()).toEqual(before);
  expect(JSON.stringify(await published(deployment, 'tableau'))).not.toContain('refresh_token');
});

test.each([
  ['a sign-on page', text(401, '<html>Sign in</html>')],
  ['problem details', json(401, { title: 'Unauthorized', status: 401, detail: 'Jwt verification fails' })],
  ['the message of Django', json(401, { detail: 'Authentication credentials were not provided.' })],
])('a 401 that comes from a proxy, with %s, does not mark the credential as rejected', async (_, refusal) => {
  const { deployment, scripted } = await rotated();
  const endpoints = ['createAPIAccessToken', 'validateAPIAccessToken', 'validateRefreshToken'] as const;
  for (const endpoint of endpoints) scripted.script[endpoint] = () => refusal;
  await deployment.sweepFor(2 * HOUR_MS);
  await deployment.rotate({ integration: 'tableau', force: true });
  expect(failureCode(deployment, 'tableau')).toBe('AlationAnswerMalformed');
  expect(stateOf(deployment, 'tableau').credentials).toMatchObject([{ state: 'active' }]);
  expect(versionCount(deployment, 'tableau')).toBe(1);

  for (const endpoint of endpoints) delete scripted.script[endpoint];
  await expect(deployment.rotate({ integration: 'tableau', force: true })).resolves.toMatchObject({
    outcomes: { rotated: 1 },
  });
});
