import { gzipSync } from 'node:zlib';
import { expect, onTestFinished, test } from 'vitest';
import { type Deployment, deploy, HOUR_MS } from '../handlers/deployment.ts';
import { failureCode, isServed, logged, published, stateOf, versionCount } from '../handlers/observations.ts';
import {
  cutOff,
  drip,
  endless,
  hang,
  json,
  redirect,
  reset,
  startRawServer,
  text,
  type Reaction,
} from '../support/raw-server.ts';
import { deployWithScripted, integrateAt, type ScriptedAlation } from './scripted-alation.ts';
import { deployWithTls, localhost } from './tls.ts';

/** Timeout of requests whose response never ends, in real ms. */
const SHORT_TIMEOUT_MS = 250;
/** Timeout of requests whose response ends, in real ms. */
const LONG_TIMEOUT_MS = 5_000;

/**
 * Creates an integration at a scripted Alation and a healthy integration at another Alation. Both are due for
 * rotation.
 */
async function deployDue(
  refreshTokens: number,
  timeoutMs = LONG_TIMEOUT_MS,
): Promise<{ readonly deployment: Deployment; readonly scripted: ScriptedAlation }> {
  const { deployment, scripted } = await deployWithScripted({ timeoutMs });
  await integrateAt(deployment, scripted.origin, 'failing', refreshTokens);
  await deployment.integrate('healthy', 1);
  await deployment.rotate();
  await deployment.clock.advance(12 * HOUR_MS);
  return { deployment, scripted };
}

/** An origin whose server has just stopped. */
async function closedOrigin(): Promise<string> {
  const { origin, close } = await startRawServer(hang, localhost);
  await close();
  return origin;
}

/** An origin whose server speaks no TLS, for example because the port is wrong. */
async function plainOrigin(): Promise<string> {
  const { port, close } = await startRawServer(() => json(201, {}));
  onTestFinished(close);
  return `https://localhost:${port}`;
}

/** More than 64 KiB compressed, and a thousand times this size decompressed. */
const bomb = gzipSync(Buffer.alloc(80_000_000, 0x20));

/** A description of Alation's response to a mint, the response, the failure code, and the timeout. */
const faults: readonly (readonly [string, Reaction, string, number])[] = [
  ['no response', hang(), 'MintOutcomeUnknown', SHORT_TIMEOUT_MS],
  ['a very slow body', drip(201), 'MintOutcomeUnknown', SHORT_TIMEOUT_MS],
  ['a reset connection', reset(), 'MintOutcomeUnknown', LONG_TIMEOUT_MS],
  ['an incomplete body', cutOff(201, '{"api_access_token":"'), 'MintOutcomeUnknown', LONG_TIMEOUT_MS],
  ['500', text(500, 'oh'), 'AlationUnavailable', LONG_TIMEOUT_MS],
  ['502', text(502, '<html>'), 'AlationUnavailable', LONG_TIMEOUT_MS],
  ['an endless body', endless(201), 'AlationAnswerMalformed', LONG_TIMEOUT_MS],
  ['a gzip bomb', text(201, bomb, { 'content-encoding': 'gzip' }), 'AlationAnswerMalformed', LONG_TIMEOUT_MS],
];

test.each(faults)(
  'over TLS, %s as the response to a mint causes at most three attempts, and the published access token stays',
  async (_, reaction, code, timeoutMs) => {
    const { deployment, scripted } = await deployDue(2, timeoutMs);
    const before = await published(deployment, 'failing');
    const mintsBefore = scripted.count('createAPIAccessToken');
    scripted.script.createAPIAccessToken = () => reaction;

    await expect(deployment.rotate()).resolves.toMatchObject({ outcomes: { rotated: 1, failed: 1 } });

    expect(failureCode(deployment, 'failing')).toBe(code);
    expect(scripted.count('createAPIAccessToken') - mintsBefore).toBeGreaterThanOrEqual(1);
    expect(scripted.count('createAPIAccessToken') - mintsBefore).toBeLessThanOrEqual(3);
    expect(await published(deployment, 'failing')).toEqual(before);
    expect(await isServed(deployment, 'healthy')).toBe(true);

    delete scripted.script.createAPIAccessToken;
    for (let sweep = 0; sweep < 2; sweep++) await deployment.sweep();
    expect(versionCount(deployment, 'failing')).toBe(2);
  },
);

test('the rotator reads no more of a huge body than its limit and the socket buffers', async () => {
  const { deployment, scripted } = await deployDue(1);
  let written = 0;
  scripted.script.createAPIAccessToken = () => endless(201, (bytes) => (written = Math.max(written, bytes)));
  await deployment.rotate();
  expect(written).toBeGreaterThan(65_536);
  expect(written).toBeLessThan(64 * 1024 * 1024);
});

test.each([
  ['DNS cannot resolve', async () => 'https://alation.invalid'],
  ['has no server', closedOrigin],
  ['speaks no TLS', plainOrigin],
])(
  'a mint at a host that %s leaves the published access token marked as verified, because the rotator sent nothing',
  async (_, originOf) => {
    const origin = await originOf();
    const deployment = await deployWithTls({ otherOrigins: [origin] });
    const [issued] = await deployment.integrate('tableau', 1);
    await deployment.rotate();
    const before = await published(deployment, 'tableau');
    await deployment.store('tableau', {
      base_url: origin,
      refresh_token: issued?.refreshToken,
      user_id: 102,
    });

    await deployment.rotate();

    expect(failureCode(deployment, 'tableau')).toBe('AlationUnavailable');
    expect(stateOf(deployment, 'tableau').accessToken).toMatchObject({ verified: true });
    expect(await published(deployment, 'tableau')).toEqual(before);
    expect(await isServed(deployment, 'tableau')).toBe(true);
  },
);

test('a server with an untrusted certificate gets no request, and the message says how to trust the certificate', async () => {
  const unlisted = await startRawServer(() => json(201, {}), localhost);
  onTestFinished(() => unlisted.close());
  const deployment = await deploy({ otherOrigins: [unlisted.origin] });
  await integrateAt(deployment, unlisted.origin, 'tableau');
  await deployment.integrate('healthy', 1);

  await expect(deployment.rotate()).resolves.toMatchObject({ outcomes: { rotated: 1, failed: 1 } });

  expect(logged(deployment, 'RotationFailed')).toMatchObject([
    { code: 'CertificateRejected', explanation: expect.stringContaining('NODE_EXTRA_CA_CERTS') },
  ]);
  expect(unlisted.requests).toEqual([]);
});

test('a server with the certificate of another host gets no request', async () => {
  const { deployment, scripted } = await deployDue(2);
  const other = `https://127.0.0.1:${scripted.port}`;
  const before = scripted.requests.length;
  const strict = await deployWithTls({ otherOrigins: [other] });
  await integrateAt(strict, other, 'tableau');

  await strict.rotate();

  expect(failureCode(strict, 'tableau')).toBe('CertificateRejected');
  expect(scripted.requests.length).toBe(before);
  expect(failureCode(deployment, 'tableau')).toBeUndefined();
});

test.each([301, 302, 303, 307, 308])(
  'the rotator does not follow a redirect with %i: the other origin gets no request',
  async (status) => {
    const trap = await startRawServer(() => json(201, {}), localhost);
    onTestFinished(() => trap.close());
    const { deployment, scripted } = await deployDue(2);
    const before = await published(deployment, 'failing');
    for (const endpoint of [
      'createAPIAccessToken',
      'validateAPIAccessToken',
      'validateRefreshToken',
    ] as const) {
      scripted.script[endpoint] = () => redirect(status, `${trap.origin}/integration/v1/${endpoint}/`);
    }

    await deployment.rotate();

    expect(trap.requests).toEqual([]);
    expect(logged(deployment, 'RotationFailed', 'failing')).toMatchObject([
      {
        code: 'AlationRedirected',
        disposition: 'reconfigure',
        explanation: expect.stringContaining('base_url'),
      },
    ]);
    expect(await published(deployment, 'failing')).toEqual(before);
  },
);

// Incident 7
test('a hanging Alation does not affect the next invocation', async () => {
  const { deployment, scripted } = await deployDue(1, SHORT_TIMEOUT_MS);
  scripted.script.createAPIAccessToken = hang;
  await deployment.rotate();
  delete scripted.script.createAPIAccessToken;

  await expect(deployment.sweep()).resolves.toMatchObject({ outcomes: { rotated: 1 } });
});
