import { exportSPKI, importJWK, type JWK, SignJWT } from 'jose';
import { beforeAll, expect, test } from 'vitest';
import { dispositionOf, type RotationErrorCode } from '../../../../functions/integration/failure-codes.ts';
import type { Fault } from '../../../../local/alation/fault.ts';
import { findLeaks } from '../../../support/canary.ts';
import { MINUTE_MS, START } from '../../../support/rotation-world.ts';
import { type InstanceKey, instanceKey, unsigned } from './instance.ts';
import { INTEGRATION, type OAuthWorld, type OAuthWorldOptions, oauthWorld } from './oauth-world.ts';

let knownKey: InstanceKey;
const seconds = START / 1_000;

beforeAll(async () => {
  knownKey = await instanceKey('known');
});

/** Makes every grant return this access token instead of an access token from Alation. */
function grant(world: OAuthWorld, access_token: string): void {
  const body = { access_token, token_type: 'Bearer', expires_in: 86_400 };
  world.alation.faults.add({ kind: 'wrongShape', path: '/oauth/v2/token/', status: 200, body });
}

/** Makes the instance publish this key instead of its own key. */
function publishKey(world: OAuthWorld, jwk: object): void {
  world.alation.faults.add({
    kind: 'wrongShape',
    path: 'jwks.json',
    status: 200,
    body: { keys: [jwk] },
  });
}

/** Makes requests to this path fail with 503, or as these properties of a fault say. */
function failAt(world: OAuthWorld, path: string, how: Partial<Fault> = {}): void {
  world.alation.faults.add({ kind: 'status', status: 503, path, ...how } as Fault);
}

/** Makes introspection refuse the client. */
function refuseClient(world: OAuthWorld): void {
  failAt(world, 'introspect', { status: 401, body: { error: 'invalid_client' } });
}

async function hmacWithPublicKey({ alation }: OAuthWorld): Promise<string> {
  const response = await fetch(`${alation.url}/oauth/v2/.well-known/jwks.json/`);
  const { keys } = (await response.json()) as { keys: JWK[] };
  const [jwk] = keys;
  if (jwk === undefined) throw new TypeError('the instance publishes no key');
  const publicKey = await importJWK(jwk, 'RS256', { extractable: true });
  if (publicKey instanceof Uint8Array) throw new TypeError('not an RSA key');
  return new SignJWT({ exp: seconds + 86_400 })
    .setProtectedHeader({ alg: 'HS256', kid: jwk.kid ?? '' })
    .sign(Buffer.from(await exportSPKI(publicKey)));
}

/** Arranges nothing, because the options of the world cause the failure. */
function nothing(): void {}

/** One reason why the access token of an OAuth client is not published. */
interface Case {
  readonly what: string;
  readonly options: OAuthWorldOptions;
  readonly arrange: (world: OAuthWorld) => Promise<void> | void;
  readonly code: RotationErrorCode;
  readonly explanation: string;
}

const both: OAuthWorldOptions = { oauthVerification: 'both' };
const offline: OAuthWorldOptions = { oauthVerification: 'offline' };
const online: OAuthWorldOptions = { oauthVerification: 'online' };

const untrusted = (
  what: string,
  explanation: string,
  arrange: (world: OAuthWorld) => Promise<void> | void,
): readonly Case[] =>
  [both, offline].map((mode) => ({
    what: `${what}, verified ${mode.oauthVerification}`,
    options: mode,
    arrange,
    code: 'AccessTokenUntrusted',
    explanation,
  }));

const cases: readonly Case[] = [
  ...untrusted('a JWT with alg none', '(algorithm-refused)', (world) =>
    grant(world, unsigned({ alg: 'none', kid: knownKey.kid }, { exp: seconds + 86_400 })),
  ),
  ...untrusted('a JWT with HMAC and the public key as its secret', '(algorithm-refused)', async (world) =>
    grant(world, await hmacWithPublicKey(world)),
  ),
  ...untrusted('an expired JWT', '(expired)', async (world) => {
    publishKey(world, knownKey.jwk);
    grant(world, await knownKey.sign({ nbf: undefined, exp: seconds - 60 }));
  }),
  ...untrusted('a JWT that is not valid yet', '(not-yet-valid)', async (world) => {
    publishKey(world, knownKey.jwk);
    grant(world, await knownKey.sign({ nbf: seconds + 3_600, exp: seconds + 86_400 }));
  }),
  ...untrusted('a JWT of a foreign issuer', 'Correct base_url', async (world) => {
    publishKey(world, knownKey.jwk);
    grant(world, await knownKey.sign({ iss: 'https://elsewhere.example', exp: seconds + 86_400 }));
  }),
  {
    what: 'an issuer with another host than base_url, verified offline',
    options: { ...offline, alation: { issuer: 'https://elsewhere.example' } },
    arrange: nothing,
    code: 'AccessTokenUntrusted',
    explanation: 'Correct base_url',
  },
  ...untrusted('a JWT whose signature is not the instance’s', '(signature-invalid)', async (world) => {
    publishKey(world, { ...(await instanceKey('other')).jwk, kid: knownKey.kid });
    grant(world, await knownKey.sign({ nbf: undefined, exp: seconds + 86_400 }));
  }),
  ...untrusted('an opaque access token', 'set oauthVerification to online', (world) =>
    grant(world, 'Xk3vQ9mZt7LbW2pR8sYcN5hD'),
  ),
  {
    what: 'a JWT with an unknown kid, verified offline',
    options: offline,
    arrange: (world) => publishKey(world, knownKey.jwk),
    code: 'VerificationUnavailable',
    explanation: 'does not publish the key that signed it',
  },
  {
    what: 'a JWKS endpoint that is down, verified offline',
    options: offline,
    arrange: (world) => failAt(world, 'jwks.json'),
    code: 'VerificationUnavailable',
    explanation: 'did not answer whether it is active',
  },
  ...[online, both].flatMap((mode): Case[] => [
    {
      what: `introspection that is down, verified ${mode.oauthVerification}`,
      options: mode,
      arrange: (world) => failAt(world, 'introspect'),
      code: 'VerificationUnavailable',
      explanation: 'did not answer whether it is active',
    },
    {
      what: `introspection that hangs, verified ${mode.oauthVerification}`,
      options: { ...mode, timeoutMs: 1_000 },
      arrange: (world) => {
        world.alation.faults.add({ kind: 'hangBeforeHeaders', path: 'introspect' });
      },
      code: 'VerificationUnavailable',
      explanation: 'did not answer whether it is active',
    },
    {
      what: `introspection that refuses the client while userinfo answers 403, verified ${mode.oauthVerification}`,
      options: mode,
      arrange: (world) => {
        refuseClient(world);
        failAt(world, 'userinfo', { status: 403 });
      },
      code: 'VerificationUnavailable',
      explanation: 'does not let the OAuth client verify the access token',
    },
  ]),
  {
    what: 'a forged JWT, verified online',
    options: online,
    arrange: (world) => grant(world, unsigned({ alg: 'none', kid: knownKey.kid }, { exp: seconds + 86_400 })),
    code: 'SupersededAtOnce',
    explanation: 'Another program mints from it too',
  },
];

/** An integration with an access token from a refresh token, to which an OAuth client was just added. */
async function movingIntegration(options: OAuthWorldOptions): Promise<OAuthWorld> {
  const world = await oauthWorld(options);
  const refreshToken = world.refreshToken('api-key');
  world.storeList(refreshToken);
  await world.sweep();
  world.clock.moveBy(15 * MINUTE_MS);
  world.storeList(refreshToken, world.client('client'));
  return world;
}

test.each(cases)(
  '$what causes $code, and the published access token stays',
  async ({ options, arrange, code, explanation }) => {
    const world = await movingIntegration(options);
    const good = world.published();
    await arrange(world);

    await world.sweep();

    expect(world.published()).toEqual(good);
    expect(world.store.accessTokenVersions(INTEGRATION)).toHaveLength(1);
    expect(world.alation.isAccessTokenActive(good?.access_token ?? '')).toBe(true);
    expect(world.inactiveMoments()).toBe(0);
    expect(world.state().status?.code).toBe(code);
    const { fields } = world.log.findLast(({ event }) => event === 'RotationFailed') ?? {};
    expect(fields).toMatchObject({ code, disposition: dispositionOf[code] });
    expect(fields?.['explanation']).toContain(explanation);
    expect(world.secrets().length).toBeGreaterThanOrEqual(3);
    expect(findLeaks(world.output(), world.secrets())).toEqual([]);
  },
);

test.each(cases.filter(({ arrange }) => arrange !== nothing))(
  'two sweeps after the fault ends, an access token of the client is published: $what',
  async ({ options, arrange }) => {
    const world = await movingIntegration(options);
    await arrange(world);
    await world.sweep();

    world.alation.faults.clear();
    await world.sweepFor(30 * MINUTE_MS);

    expect(world.published()).toMatchObject({ credential: 'client', token_type: 'Bearer' });
    expect(world.state().status).toMatchObject({ state: 'fresh' });
    expect(world.inactiveMoments()).toBe(0);
  },
);

test('an access token is published if the JWKS endpoint is down and introspection answers', async () => {
  const world = await movingIntegration(both);
  failAt(world, 'jwks.json');
  await world.sweep();
  expect(world.published()).toMatchObject({ credential: 'client', token_type: 'Bearer' });
  expect(world.state().status).toMatchObject({ state: 'fresh' });
});

test('an issuer with another host than base_url is accepted if introspection reports the access token as active', async () => {
  const world = await movingIntegration({ ...both, alation: { issuer: 'https://vanity.example' } });
  await world.sweep();
  expect(world.published()).toMatchObject({ credential: 'client', token_type: 'Bearer' });
  expect(world.state().accessToken).toMatchObject({ verified: true });
  expect(world.inactiveMoments()).toBe(0);
});

test('an access token is verified by userinfo if introspection refuses the client', async () => {
  const world = await movingIntegration(both);
  refuseClient(world);
  await world.sweep();
  expect(world.published()).toMatchObject({ credential: 'client', token_type: 'Bearer' });
  expect(world.state().accessToken).toMatchObject({ verified: true });
});

test('introspection decides about a JWT whose kid the instance does not publish', async () => {
  const world = await movingIntegration(both);
  publishKey(world, knownKey.jwk);
  await world.sweep();
  expect(world.published()).toMatchObject({ credential: 'client' });
});

test.each(['online', 'offline', 'both'] as const)(
  'while a refresh token is active, a wrong client secret causes one failure event with CredentialRejected, verified %s',
  async (oauthVerification) => {
    const world = await movingIntegration({ oauthVerification });
    const good = world.published();
    const [client] = world.alation.oauthClients();
    world.alation.regenerateClientSecret(client?.clientId ?? '');

    await world.sweepFor(3 * 60 * MINUTE_MS);

    expect(world.published()).toEqual(good);
    expect(Object.keys(world.consumed())).toEqual(['200']);
    expect(world.state().credentials).toMatchObject([
      { name: 'api-key' },
      { name: 'client', state: 'rejected' },
    ]);
    // Both forms of client authentication, for the mint, its confirmation and the daily check.
    expect(world.alation.calls.count({ endpoint: 'token' })).toBe(2 + 2 + 2);
    const failures = world.events.filter(({ detailType }) => detailType === 'Access Token Rotation Failed');
    expect(failures).toMatchObject([{ detail: { code: 'CredentialRejected', credential: 'client' } }]);
  },
);

test('a wrong secret of the only client stops rotation, and the published access token stays', async () => {
  const world = await oauthWorld();
  const client = world.client('only');
  world.storeSingle(client);
  await world.sweepFor(30 * MINUTE_MS);
  const clientSecret = world.alation.regenerateClientSecret(client.client_id);
  const before = world.alation.calls.count({ endpoint: 'token' });

  await world.sweepFor(23 * 60 * MINUTE_MS);
  expect(world.state().status).toMatchObject({ state: 'rejected', code: 'CredentialRejected' });
  expect(world.alation.calls.count({ endpoint: 'token' })).toBe(before + 2 + 2);
  // Until a mint decides, each probe sends one request with each form of client authentication.
  expect(world.alation.calls.count({ endpoint: 'introspect', status: 401 })).toBeLessThanOrEqual(2 * 12);
  expect(Object.keys(world.consumed())).toEqual(['200']);

  world.storeSingle({ ...client, client_secret: clientSecret });
  await world.sweep();
  expect(world.state().status).toMatchObject({ state: 'fresh' });
});
