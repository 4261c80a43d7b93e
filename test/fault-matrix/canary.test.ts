import { expect, onTestFinished, test } from 'vitest';
import { dispositionOf } from '../../functions/integration/failure-codes.ts';
import { type Deployment, deploy, HOUR_MS, MINUTE_MS } from '../handlers/deployment.ts';
import { everythingShown } from '../handlers/everything-shown.ts';
import { eventsOf, lines, logged, messagesOf, metricsOf } from '../handlers/observations.ts';
import { findLeaks } from '../support/canary.ts';
import { capturePrinted } from '../support/canary-output.ts';
import { json, startRawServer } from '../support/raw-server.ts';
import { hostileResponses } from '../support/hostile-responses.ts';
import { outcomes } from './outcomes.ts';
import { secondRotator } from './second-rotator.ts';
import { deployWithScripted, integrateAt } from './scripted-alation.ts';
import { deployWithTls, localhost } from './tls.ts';

/** Runs every part of a deployment: sweeps, deliveries of events, a request, the warner. */
async function runAll(deployment: Deployment, integration: string): Promise<void> {
  const invocations = [
    () => deployment.rotate(),
    () => deployment.rotate({ integration }),
    () => deployment.deliverEvents(),
    () => deployment.sweepFor(HOUR_MS),
    () => deployment.deliverEvents(),
    () => deployment.warn(),
  ];
  // The output and the dead-letter queue hold what an invocation throws.
  for (const invoke of invocations) await invoke().catch(() => undefined);
}

const leaksOf = (deployment: Deployment) => findLeaks(everythingShown(deployment), deployment.canaries.all());

/** Adds an integration with a new OAuth client at this Alation. */
async function integrateClientAt(deployment: Deployment, origin: string, integration: string): Promise<void> {
  await deployment.addIntegration(integration);
  const client_secret = deployment.canaries.make();
  await deployment.store(integration, { base_url: origin, client_id: 'loader', client_secret });
}

// Incident 37
test.each(Object.entries(hostileResponses))(
  'a mint whose response reflects the credential in %s shows no secret',
  async (_, respond) => {
    const hostile = await startRawServer((request) => respond(request), localhost);
    onTestFinished(() => hostile.close());
    const deployment = await deployWithTls({ otherOrigins: [hostile.origin] });
    await integrateAt(deployment, hostile.origin, 'tableau');
    await integrateClientAt(deployment, hostile.origin, 'loader');

    await runAll(deployment, 'tableau');

    expect(hostile.requests.length).toBeGreaterThanOrEqual(2);
    const failed = logged(deployment, 'RotationFailed').map(({ integration }) => integration);
    expect(failed).toEqual(expect.arrayContaining(['tableau', 'loader']));
    expect(leaksOf(deployment)).toEqual([]);
  },
);

// Incident 37
test.each(Object.entries(hostileResponses))(
  'a verification whose response reflects the access token in %s shows no secret',
  async (_, respond) => {
    const { deployment, scripted } = await deployWithScripted();
    await integrateAt(deployment, scripted.origin, 'tableau', 2);
    await deployment.rotate();
    for (const endpoint of ['validateAPIAccessToken', 'validateRefreshToken'] as const) {
      scripted.script[endpoint] = (_good, request) => respond(request);
    }
    await deployment.clock.advance(12 * HOUR_MS);
    const before = scripted.count('validateAPIAccessToken');

    await runAll(deployment, 'tableau');

    expect(scripted.count('validateAPIAccessToken')).toBeGreaterThan(before);
    scripted.minted.forEach(deployment.canaries.register);
    expect(leaksOf(deployment)).toEqual([]);
  },
);

// Incident 37
test.each(outcomes)('$what ($code) shows no secret', async ({ code, cause }) => {
  const { deployment, scripted } = await deployWithScripted({ timeoutMs: 1_000 });
  await deployment.integrate('tableau', 2);
  await deployment.rotate();
  await deployment.clock.advance(12 * HOUR_MS + MINUTE_MS);

  await cause({ deployment, scripted });
  await runAll(deployment, 'tableau');

  expect(lines(deployment).map((line) => line['code'] ?? '')).toContain(code);
  scripted.minted.forEach(deployment.canaries.register);
  expect(leaksOf(deployment)).toEqual([]);
});

test('an untrusted certificate (CertificateRejected) shows no secret', async () => {
  const unlisted = await startRawServer(() => json(201, {}), localhost);
  onTestFinished(() => unlisted.close());
  const deployment = await deploy({ otherOrigins: [unlisted.origin] });
  await integrateAt(deployment, unlisted.origin, 'tableau');
  await runAll(deployment, 'tableau');

  expect(logged(deployment, 'RotationFailed')[0]).toMatchObject({ code: 'CertificateRejected' });
  expect(leaksOf(deployment)).toEqual([]);
});

test('the searched outcomes cover every failure code', () => {
  const searched = new Set<string>([...outcomes.map(({ code }) => code), 'CertificateRejected']);
  expect(Object.keys(dispositionOf).filter((code) => !searched.has(code))).toEqual([]);
});

test('the search covers logs, metrics, events, messages, tags and dead letters', async () => {
  const deployment = await deployWithTls();
  const [issued] = await deployment.integrate('tableau', 1);
  await deployment.rotate();
  await deployment.deliverEvents();
  deployment.alation.revokeRefreshToken(issued?.id ?? '');
  await deployment.clock.advance(HOUR_MS);
  await runAll(deployment, 'tableau');
  deployment.aws.faults.add({
    service: 'secretsmanager',
    operation: 'ListSecrets',
    kind: 'error',
    code: 'AccessDenied',
  });
  await expect(deployment.rotate()).rejects.toThrow('ListSecrets');

  expect(deployment.deadLetters).toHaveLength(1);
  const shown = everythingShown(deployment);
  for (const part of [
    logged(deployment, 'RotationFailed')[0]?.['explanation'],
    metricsOf(deployment, 'rotator')[0]?.['_aws'],
    eventsOf(deployment)[0]?.id,
    messagesOf(deployment)[0]?.message,
    'token-rotator:accepted-version',
    deployment.deadLetters[0]?.responsePayload.errorMessage,
    deployment.requests[0],
  ]) {
    expect(part).toBeDefined();
    const text = typeof part === 'string' ? part : JSON.stringify(part);
    expect(shown.includes(text) || shown.includes(JSON.stringify(text).slice(1, -1))).toBe(true);
  }
});

/** Ways in which careless code may print a secret. */
const forms: Readonly<Record<string, (secret: string) => unknown>> = {
  'the whole secret': (secret) => secret,
  'its first eight characters': (secret) => `${secret.slice(0, 8)}…`,
  'its last eight characters': (secret) => `…${secret.slice(-8)}`,
  'JSON within JSON': (secret) => JSON.stringify(JSON.stringify({ secret })),
  base64: (secret) => Buffer.from(`user:${secret}`).toString('base64'),
  base64url: (secret) => Buffer.from(secret).toString('base64url'),
  hex: (secret) => Buffer.from(secret).toString('hex'),
  'a URL': (secret) => `https://acme.example/?t=${encodeURIComponent(secret)}`,
  'the cause of an error': (secret) => new Error('oh', { cause: { request: { body: secret } } }),
};

// Incident 37
test.each(Object.entries(forms))(
  'the search finds a refresh token that the rotator prints as %s',
  async (_, form) => {
    const { deployment, scripted } = await deployWithScripted();
    await deployment.addIntegration('tableau');
    // This secret is no canary: the deployment would find the canary in the output and fail this test.
    const planted = `p${crypto.randomUUID()}/+${crypto.randomUUID()}`;
    await deployment.store('tableau', { base_url: scripted.origin, refresh_token: planted, user_id: 102 });
    const rotate = secondRotator(deployment, {
      settings: { allowedHosts: [scripted.origin] },
      fetch: (real) => (input, init) => {
        if (typeof init?.body === 'string' && init.body.includes(planted))
          console.error('request', form(planted));
        return real(input, init);
      },
    });
    const release = capturePrinted(deployment.output);
    await expect(rotate()).resolves.toMatchObject({ outcomes: { rotated: 1 } });
    release();

    expect(findLeaks(everythingShown(deployment), [planted])).not.toEqual([]);
  },
);

// Incident 37
test.each([
  ['its message', (secret: string) => new TypeError(`fetch failed: ${secret}`)],
  ['its cause', (secret: string) => new TypeError('fetch failed', { cause: new Error(secret) })],
  ['its code', (secret: string) => Object.assign(new TypeError('fetch failed'), { code: secret })],
  [
    'its name',
    (secret: string) => Object.assign(new TypeError('fetch failed'), { name: `${secret} ${secret}` }),
  ],
  ['its field `request`', (secret: string) => Object.assign(new Error('oh'), { request: { body: secret } })],
])('an error of fetch with a refresh token in %s shows no secret', async (_, errorWith) => {
  const deployment = await deployWithTls();
  const [issued] = await deployment.integrate('tableau', 1);
  const thrown: unknown[] = [];
  const rotate = secondRotator(deployment, {
    fetch: () => async () => {
      thrown.push(errorWith(issued?.refreshToken ?? ''));
      throw thrown.at(-1);
    },
  });

  await expect(rotate()).resolves.toMatchObject({ outcomes: { failed: 1 } });
  await deployment.deliverEvents();

  expect(thrown.length).toBeGreaterThan(0);
  expect(leaksOf(deployment)).toEqual([]);
});
