import { expect, test } from 'vitest';
import { decodeJwt } from 'jose';
import type { AlationBehaviour } from '../../local/alation/behaviour.ts';
import type { KeyRotation } from '../../local/alation/signing-keys.ts';
import { DAY_MS, deploy, type Deployment, HOUR_MS, INTERVAL_MS, MINUTE_MS } from './deployment.ts';
import { failureCode, isServed, published, stateOf, versionCount } from './observations.ts';

/** Deploys an integration with this many OAuth clients, by default with access tokens of 24 hours. */
async function deployClients(
  count: number,
  behaviour: Partial<AlationBehaviour> = {},
  oauthVerification: 'both' | 'offline' = 'both',
  accessTokenDurationMs = DAY_MS,
): Promise<Deployment> {
  const deployment = await deploy({ alation: behaviour, settings: { oauthVerification } });
  const { alation } = deployment;
  const clients = Array.from({ length: count }, (_, index) => `client-${index}`).map((name) => {
    const { clientId, clientSecret } = alation.registerOAuthClient({ name, accessTokenDurationMs });
    return { name, client_id: clientId, client_secret: clientSecret };
  });
  await deployment.addIntegration('lineage');
  await deployment.store('lineage', { base_url: alation.url, credentials: clients });
  return deployment;
}

/** Makes jwks.json return the current public keys from now on, as a stale cache does. */
async function freezeKeys({ alation }: Deployment): Promise<void> {
  const response = await fetch(`${alation.url}/oauth/v2/.well-known/jwks.json/`);
  const body: unknown = await response.json();
  alation.faults.add({ kind: 'wrongShape', path: 'jwks.json', body });
}

/** Sweeps for this time. Returns the number of sweeps after which Alation refused the published access token. */
async function refusalsDuring(deployment: Deployment, ms: number): Promise<number> {
  let refusals = 0;
  for (let at = 0; at < ms; at += INTERVAL_MS) {
    await deployment.sweep();
    if (!(await isServed(deployment, 'lineage'))) refusals += 1;
  }
  return refusals;
}

const tokenRequests = ({ alation }: Deployment): number => alation.calls.count({ endpoint: 'token' });

const keyRotations: readonly [string, Partial<AlationBehaviour>, Partial<KeyRotation>][] = [
  ['JWTs have no kid', { jwtsNameKey: false }, {}],
  ['the new key keeps the kid', {}, { keepKid: true }],
  ['the new key has a new kid', {}, {}],
  ['the new key keeps the kid and has another algorithm', {}, { keepKid: true, algorithm: 'ES256' }],
];

test.each(keyRotations)(
  'a key set that is stale for a day stops no rotation if %s',
  async (_, behaviour, rotation) => {
    const deployment = await deployClients(2, behaviour);
    await deployment.rotate();
    await freezeKeys(deployment);
    await deployment.alation.rotateSigningKey({ keepOldForMs: 2 * DAY_MS, ...rotation });

    expect(await refusalsDuring(deployment, DAY_MS)).toBe(0);

    expect(tokenRequests(deployment)).toBeLessThanOrEqual(5);
    expect(versionCount(deployment, 'lineage')).toBeGreaterThanOrEqual(3);
    expect(stateOf(deployment, 'lineage')).toMatchObject({
      status: { state: 'fresh' },
      accessToken: { verified: true },
    });
    expect(failureCode(deployment, 'lineage')).toBeUndefined();
  },
);

test.each(keyRotations)(
  'while both keys are published, offline verification accepts their JWTs if %s',
  async (_, behaviour, rotation) => {
    const deployment = await deployClients(2, behaviour, 'offline');
    await deployment.rotate();
    await deployment.alation.rotateSigningKey({ keepOldForMs: 2 * DAY_MS, ...rotation });

    expect(await refusalsDuring(deployment, DAY_MS)).toBe(0);

    expect(failureCode(deployment, 'lineage')).toBeUndefined();
    expect(stateOf(deployment, 'lineage')).toMatchObject({ status: { state: 'fresh' } });
    expect(deployment.alation.calls.count({ endpoint: 'introspect' })).toBe(0);
  },
);

test('with offline verification a forged JWT is never published, although a proxy reports every access token as active', async () => {
  const deployment = await deployClients(1, {}, 'offline');
  await deployment.rotate();
  const before = await published(deployment, 'lineage');
  const [header, payload] = before.access_token.split('.');
  const forged = `${header}.${payload}.${'c2lnbmF0dXJl'.repeat(28)}`;
  const { faults } = deployment.alation;
  faults.add({ kind: 'changedFields', path: '/oauth/v2/token/', fields: { access_token: forged } });
  faults.add({ kind: 'wrongShape', path: 'introspect', body: { active: true } });
  faults.add({ kind: 'wrongShape', path: 'userinfo', body: { id: 1 } });

  await deployment.sweepFor(DAY_MS);

  expect((await published(deployment, 'lineage')).access_token).toBe(before.access_token);
  expect(failureCode(deployment, 'lineage')).toBe('AccessTokenUntrusted');
});

test.each(['PS256', 'ES256', 'ES384', 'EdDSA'] as const)(
  'JWTs with the algorithm %s are verified and published',
  async (algorithm) => {
    for (const oauthVerification of ['both', 'offline'] as const) {
      const deployment = await deployClients(1, {}, oauthVerification);
      await deployment.alation.rotateSigningKey({ keepOldForMs: 0, algorithm });

      await expect(deployment.rotate()).resolves.toMatchObject({ outcomes: { rotated: 1 } });

      expect(await isServed(deployment, 'lineage')).toBe(true);
      expect(stateOf(deployment, 'lineage').accessToken).toMatchObject({ verified: true });
    }
  },
);

test.each([
  ['ten times the lifetime', { fields: { expires_in: 864_000 } }],
  ['missing', { remove: ['expires_in'] }],
  ['null', { fields: { expires_in: null } }],
  ['text with a fraction', { fields: { expires_in: '86400.0' } }],
  ['in milliseconds', { fields: { expires_in: 86_400_000 } }],
])('the published document contains the expiry of the JWT if expires_in is %s', async (_, change) => {
  const deployment = await deployClients(1);
  deployment.alation.faults.add({ kind: 'changedFields', path: '/oauth/v2/token/', ...change });
  await deployment.rotate();
  const { access_token, expires_at } = await published(deployment, 'lineage');
  expect(Date.parse(expires_at)).toBe((decodeJwt(access_token).exp ?? 0) * 1_000);

  expect(await refusalsDuring(deployment, 1.5 * DAY_MS)).toBe(0);
  expect(versionCount(deployment, 'lineage')).toBeLessThanOrEqual(5);
});

test('an instance that returns its active JWT again causes no new version and no later expiry', async () => {
  const deployment = await deployClients(1, { repeatsActiveJwts: true });
  await deployment.rotate();
  let refusals = 0;
  for (let at = 0; at < 2 * DAY_MS; at += INTERVAL_MS) {
    await deployment.sweep();
    const { access_token, expires_at } = await published(deployment, 'lineage');
    // The times of a JWT are whole seconds.
    const later = Date.parse(expires_at) - (decodeJwt(access_token).exp ?? 0) * 1_000;
    expect(Math.trunc(later / 1_000)).toBe(0);
    if (!(await isServed(deployment, 'lineage'))) refusals += 1;
  }
  // The sweep after an expiry publishes the next JWT.
  expect(refusals).toBe(0);
  expect(versionCount(deployment, 'lineage')).toBe(3);
  expect(failureCode(deployment, 'lineage')).toBeUndefined();
  expect(stateOf(deployment, 'lineage').status).toMatchObject({ state: 'fresh' });
  // From the rotation time on, the rotator mints at most once an hour.
  expect(tokenRequests(deployment)).toBeLessThanOrEqual(2 * 24);
});

test('a rejected client is active again when Alation accepts the client and returns its JWT once more', async () => {
  const deployment = await deployClients(1, { repeatsActiveJwts: true }, 'both', 3 * DAY_MS);
  await deployment.rotate();
  const { versionId } = await published(deployment, 'lineage');
  const body = { error: 'invalid_client' };
  deployment.alation.faults.add({ kind: 'status', status: 401, path: '/oauth/v2/token/', body });
  await deployment.sweepFor(1.5 * DAY_MS);
  expect(stateOf(deployment, 'lineage').status).toMatchObject({ state: 'rejected' });

  deployment.alation.faults.clear();
  await deployment.sweepFor(DAY_MS);

  expect((await published(deployment, 'lineage')).versionId).toBe(versionId);
  expect(stateOf(deployment, 'lineage')).toMatchObject({
    status: { state: 'fresh' },
    credentials: [{ state: 'active' }],
  });
});

test('a JWT that was cached for 20 hours is published with its remaining lifetime', async () => {
  const deployment = await deployClients(2, { repeatsActiveJwts: true });
  const { alation, clock } = deployment;
  const [first] = alation.oauthClients();
  const secret = alation.regenerateClientSecret(first?.clientId ?? '');
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: first?.clientId ?? '',
    client_secret: secret,
  });
  await fetch(`${alation.url}/oauth/v2/token/`, { method: 'POST', body });
  await clock.advance(20 * HOUR_MS);
  await deployment.store('lineage', {
    base_url: alation.url,
    client_id: first?.clientId,
    client_secret: secret,
  });

  await deployment.rotate();

  const { access_token, issued_at, expires_at } = await published(deployment, 'lineage');
  expect(Date.parse(expires_at)).toBe((decodeJwt(access_token).exp ?? 0) * 1_000);
  expect(Math.round((Date.parse(expires_at) - Date.parse(issued_at)) / MINUTE_MS)).toBe(4 * 60);
});
