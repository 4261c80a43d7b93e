import { exportSPKI, importJWK, SignJWT } from 'jose';
import { beforeAll, expect, test } from 'vitest';
import { createHttp } from '../../../../functions/alation/http/http.ts';
import {
  createKeyCache,
  KEYS_COOLDOWN_MS,
  KEYS_MAX_AGE_MS,
} from '../../../../functions/alation/oauth/key-cache.ts';
import { verifyOffline } from '../../../../functions/alation/oauth/offline-verification.ts';
import type { VerifiableAccessToken } from '../../../../functions/integration/ports.ts';
import { Sensitive } from '../../../../functions/integration/sensitive.ts';
import {
  dated,
  drip,
  hang,
  json,
  type Reaction,
  redirect,
  reset,
  text,
} from '../../../support/raw-server.ts';
import { canaries, client, credential, endpoints, failureOf, HOUR, NOW, settableClock } from '../fixture.ts';
import { type InstanceKey, instanceKey, startInstance, unsigned } from './instance.ts';

let key: InstanceKey;
let otherKey: InstanceKey;
const seconds = NOW / 1_000;

beforeAll(async () => {
  [key, otherKey] = await Promise.all([instanceKey('k1'), instanceKey('k2')]);
});

function bearer(jwt: string): VerifiableAccessToken {
  return { accessToken: new Sensitive(jwt), tokenType: 'Bearer', userId: undefined };
}

/** A JWT with `HS256` and the public key as its secret. A verifier that trusts the header would accept the JWT. */
async function signedWithPublicKey(kid: string): Promise<string> {
  const publicKey = await importJWK({ ...key.jwk }, 'RS256', { extractable: true });
  if (publicKey instanceof Uint8Array) throw new TypeError('not an RSA key');
  return new SignJWT({ exp: seconds + 3_600 })
    .setProtectedHeader({ alg: 'HS256', kid })
    .sign(Buffer.from(await exportSPKI(publicKey)));
}

/** Creates an access token that has this property, for an instance at this origin. */
const specimens: Readonly<Record<string, (origin: string) => Promise<string>>> = {
  'a valid access token': () => key.sign(),
  'its own issuer': (origin) => key.sign({ iss: origin }),
  'its own issuer with a path': (origin) => key.sign({ iss: `${origin}/oauth/v2` }),
  'its own host as issuer': (origin) => key.sign({ iss: new URL(origin).host }),
  'an opaque issuer': () => key.sign({ iss: 'alation' }),
  'no exp': () => key.sign({ exp: undefined }),
  'just expired, within the tolerance': () => key.sign({ exp: seconds - 20 }),
  'not a JWT': async () => 'opaque-access-token',
  'three parts of nonsense': async () => 'a.b.c',
  'alg none': async () => unsigned({ alg: 'none', kid: key.kid }, { exp: seconds + 60 }),
  'alg None': async () => unsigned({ alg: 'None', kid: key.kid }, { exp: seconds + 60 }),
  'HMAC with the public key': () => signedWithPublicKey(key.kid),
  'hmac in lower case': async () => unsigned({ alg: 'hs256', kid: key.kid }, { exp: seconds + 60 }, 'c2ln'),
  'no alg': async () => unsigned({ kid: key.kid }, { exp: seconds + 60 }, 'c2ln'),
  'another alg than its key': async () =>
    unsigned({ alg: 'PS256', kid: key.kid }, { exp: seconds + 60 }, 'c2ln'),
  'an alg that is not supported': async () =>
    unsigned({ alg: 'ES256K', kid: key.kid }, { exp: seconds + 60 }, 'c2ln'),
  'a foreign signature': () => otherKey.sign({}, { kid: key.kid }),
  'changed claims': async () => {
    const [header, , signature] = (await key.sign()).split('.');
    const claims = Buffer.from(JSON.stringify({ exp: seconds + 99_999 })).toString('base64url');
    return [header, claims, signature].join('.');
  },
  expired: () => key.sign({ exp: seconds - 60 }),
  'not yet valid': () => key.sign({ nbf: seconds + 120 }),
  'an exp that is not a number': () => key.sign({ exp: 'soon' }),
  'a foreign issuer': () => key.sign({ iss: 'https://evil.example' }),
  'a foreign host as issuer': () => key.sign({ iss: 'evil.example' }),
  'an unknown kid': () => otherKey.sign(),
};

test.each([
  ['a valid access token', { state: 'valid' }],
  ['its own issuer', { state: 'valid' }],
  ['its own issuer with a path', { state: 'valid' }],
  ['its own host as issuer', { state: 'valid' }],
  ['an opaque issuer', { state: 'valid' }],
  ['just expired, within the tolerance', { state: 'valid' }],
  ['not a JWT', { state: 'invalid', reason: 'malformed' }],
  ['three parts of nonsense', { state: 'invalid', reason: 'malformed' }],
  ['alg none', { state: 'invalid', reason: 'algorithm-refused' }],
  ['alg None', { state: 'invalid', reason: 'algorithm-refused' }],
  ['HMAC with the public key', { state: 'invalid', reason: 'algorithm-refused' }],
  ['hmac in lower case', { state: 'invalid', reason: 'algorithm-refused' }],
  ['no alg', { state: 'invalid', reason: 'algorithm-refused' }],
  ['a foreign signature', { state: 'unconfirmed', reason: 'signature-invalid' }],
  ['changed claims', { state: 'unconfirmed', reason: 'signature-invalid' }],
  ['another alg than its key', { state: 'unconfirmed', reason: 'algorithm-refused' }],
  ['an alg that is not supported', { state: 'unconfirmed', reason: 'algorithm-refused' }],
  ['expired', { state: 'unconfirmed', reason: 'expired' }],
  ['not yet valid', { state: 'unconfirmed', reason: 'not-yet-valid' }],
  ['no exp', { state: 'unconfirmed', reason: 'malformed' }],
  ['an exp that is not a number', { state: 'unconfirmed', reason: 'malformed' }],
  ['a foreign issuer', { state: 'unconfirmed', reason: 'foreign-issuer' }],
  ['a foreign host as issuer', { state: 'unconfirmed', reason: 'foreign-issuer' }],
  ['an unknown kid', { state: 'unconfirmed', reason: 'unknown-key' }],
])('offline verification of an access token (%s) has the result %j', async (name, result) => {
  const alation = await startInstance([key]);
  const clock = settableClock();
  const checkWithKeys = createKeyCache(createHttp(fetch, clock), clock, 2_000);
  const accessToken = new Sensitive((await specimens[name]?.(alation.origin)) ?? '');

  await expect(verifyOffline(alation.origin, accessToken, checkWithKeys, clock)).resolves.toEqual(result);
});

test.each([
  ['not a JWT', 'malformed'],
  ['alg none', 'algorithm-refused'],
  ['HMAC with the public key', 'algorithm-refused'],
])(
  'an access token (%s) is reported as %s without any request, with offline verification alone and with both',
  async (name, flaw) => {
    const alation = await startInstance([key]);
    const jwt = (await specimens[name]?.(alation.origin)) ?? '';
    for (const oauthVerification of ['offline', 'both'] as const) {
      await expect(
        endpoints({ oauthVerification }).verify(alation.origin, bearer(jwt), client),
      ).resolves.toBe(flaw);
    }
    expect(alation.requests).toHaveLength(0);
  },
);

/** Flaws that offline verification cannot prove. Alation may still accept the access token. */
const unconfirmed = [
  ['a foreign signature', 'signature-invalid'],
  ['changed claims', 'signature-invalid'],
  ['another alg than its key', 'algorithm-refused'],
  ['expired', 'expired'],
  ['not yet valid', 'not-yet-valid'],
  ['no exp', 'malformed'],
  ['an exp that is not a number', 'malformed'],
  ['a foreign issuer', 'foreign-issuer'],
] as const;

test.each(unconfirmed)(
  'offline verification alone reports an access token (%s) as %s',
  async (name, flaw) => {
    const alation = await startInstance([key]);
    const jwt = (await specimens[name]?.(alation.origin)) ?? '';
    const tokenEndpoints = endpoints({ oauthVerification: 'offline' });
    await expect(tokenEndpoints.verify(alation.origin, bearer(jwt), client)).resolves.toBe(flaw);
    expect(alation.requestCount('introspect')).toBe(0);
  },
);

test.each(unconfirmed)(
  'introspection decides about an access token (%s): active, or %s if introspection reports it as inactive',
  async (name, flaw) => {
    const alation = await startInstance([key]);
    const jwt = (await specimens[name]?.(alation.origin)) ?? '';
    const tokenEndpoints = endpoints({ oauthVerification: 'both' });
    const verify = async (): Promise<string> => tokenEndpoints.verify(alation.origin, bearer(jwt), client);

    await expect(verify()).resolves.toBe('active');
    alation.script.introspect = () => json(200, { active: false });
    await expect(verify()).resolves.toBe(flaw);
    alation.script.introspect = () => text(500, '');
    expect((await failureOf(verify())).code).toBe('AlationUnavailable');
  },
);

test('userinfo decides about an access token with unconfirmed claims if its client is refused', async () => {
  const alation = await startInstance([key]);
  const jwt = await key.sign({ exp: seconds - 60 });
  const tokenEndpoints = endpoints({ oauthVerification: 'both' });
  alation.script.introspect = () => json(401, { error: 'invalid_client' });

  alation.script.userinfo = () => json(200, { id: 7 });
  await expect(tokenEndpoints.verify(alation.origin, bearer(jwt), client)).resolves.toBe('active');
  alation.script.userinfo = () => json(401, { detail: 'Authentication failed: invalid bearer token.' });
  await expect(tokenEndpoints.verify(alation.origin, bearer(jwt), client)).resolves.toBe('expired');
});

test('the alg comes from the key: RS512 if the key names it, RS256 if the key names none', async () => {
  const strong = await instanceKey('strong', 'RS512');
  const silent = { ...key.jwk, alg: undefined };
  const alation = await startInstance();
  alation.script.jwks = () => json(200, { keys: [strong.jwk, silent] });
  const tokenEndpoints = endpoints({ oauthVerification: 'offline' });
  const verify = (jwt: string): Promise<string> => tokenEndpoints.verify(alation.origin, bearer(jwt), client);

  await expect(verify(await strong.sign())).resolves.toBe('active');
  await expect(verify(await key.sign())).resolves.toBe('active');
  const weaker = await withAlgorithm(strong, 'RS256');
  await expect(verify(weaker)).resolves.toBe('algorithm-refused');
});

/** A JWT signed with a key, whose header names this other algorithm. */
async function withAlgorithm(signer: InstanceKey, alg: string): Promise<string> {
  const [, claims, signature] = (await signer.sign()).split('.');
  const header = Buffer.from(JSON.stringify({ alg, kid: signer.kid })).toString('base64url');
  return [header, claims, signature].join('.');
}

test('entries of the key set that cannot verify an asymmetric signature are ignored', async () => {
  const alation = await startInstance();
  const keys = [
    null,
    'key',
    { kty: 'oct', kid: key.kid, k: 'c2VjcmV0' },
    { ...key.jwk, use: 'enc' },
    { ...key.jwk, alg: 'HS256' },
    { ...key.jwk, alg: 'none' },
    { ...key.jwk, alg: 'ES256' },
    { kty: 'EC', kid: key.kid, crv: 'secp256k1', x: 'AQAB', y: 'AQAB' },
    { kty: 'EC', kid: key.kid, crv: 'RSA', x: 'AQAB', y: 'AQAB' },
  ];
  alation.script.jwks = () => json(200, { keys: [...keys, otherKey.jwk] });
  const jwt = bearer(await key.sign());
  const offline = { oauthVerification: 'offline' } as const;
  await expect(endpoints(offline).verify(alation.origin, jwt, client)).resolves.toBe('unknown-key');
  // Without any other key, no access token can be verified.
  alation.script.jwks = () => json(200, { keys });
  const error = await failureOf(endpoints(offline).verify(alation.origin, jwt, client));
  expect(error.code).toBe('AlationAnswerMalformed');
});

test.each(['RS384', 'PS256', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'])(
  'a JWT with alg %s and a matching key is active, whether the key names its alg or not, and a forged JWT is not',
  async (alg) => {
    const signer = await instanceKey('other', alg);
    const alation = await startInstance();
    for (const jwk of [signer.jwk, { ...signer.jwk, alg: undefined }]) {
      alation.script.jwks = () => json(200, { keys: [key.jwk, jwk] });
      for (const oauthVerification of ['offline', 'both'] as const) {
        const tokenEndpoints = endpoints({ oauthVerification });
        await expect(
          tokenEndpoints.verify(alation.origin, bearer(await signer.sign()), client),
        ).resolves.toBe('active');
      }
      const forged = bearer(await (await instanceKey('other', alg)).sign());
      const tokenEndpoints = endpoints({ oauthVerification: 'offline' });
      await expect(tokenEndpoints.verify(alation.origin, forged, client)).resolves.toBe('signature-invalid');
    }
  },
);

test('introspection decides about a JWT with an algorithm that is not supported, and offline verification refuses the JWT', async () => {
  const alation = await startInstance([key]);
  const jwt = (await specimens['an alg that is not supported']?.(alation.origin)) ?? '';
  const verify = async (oauthVerification: 'offline' | 'both'): Promise<string> =>
    endpoints({ oauthVerification }).verify(alation.origin, bearer(jwt), client);
  await expect(verify('both')).resolves.toBe('active');
  await expect(verify('offline')).resolves.toBe('algorithm-refused');
});

test('a JWT without kid matches the key that signed it, among any number of keys', async () => {
  const one = await startInstance([key]);
  const two = await startInstance([otherKey, key]);
  const jwt = await key.sign({}, { kid: undefined });
  const tokenEndpoints = endpoints({ oauthVerification: 'offline' });
  await expect(tokenEndpoints.verify(one.origin, bearer(jwt), client)).resolves.toBe('active');
  await expect(tokenEndpoints.verify(two.origin, bearer(jwt), client)).resolves.toBe('active');
});

test('verification tries each of two keys with the same kid', async () => {
  const alation = await startInstance();
  const second = { ...otherKey.jwk, kid: key.kid };
  alation.script.jwks = () => json(200, { keys: [second, key.jwk] });
  const tokenEndpoints = endpoints({ oauthVerification: 'offline' });
  await expect(tokenEndpoints.verify(alation.origin, bearer(await key.sign()), client)).resolves.toBe(
    'active',
  );
  const signedBySecond = await otherKey.sign({}, { kid: key.kid });
  await expect(tokenEndpoints.verify(alation.origin, bearer(signedBySecond), client)).resolves.toBe('active');
});

/** Access tokens whose key is missing in an older key set that a cache still returns. */
const newerThanKeys: readonly [string, () => Promise<string>, flaw: string][] = [
  ['a JWT without kid', () => otherKey.sign({}, { kid: undefined }), 'unknown-key'],
  ['a kid kept over a key rotation', () => otherKey.sign({}, { kid: key.kid }), 'signature-invalid'],
  ['a new kid', () => otherKey.sign(), 'unknown-key'],
];

test.each(newerThanKeys)(
  'introspection decides about %s while the key set is stale, even if the rotator just fetched the key set',
  async (_, sign) => {
    const alation = await startInstance([key]);
    const clock = settableClock();
    const tokenEndpoints = endpoints({ oauthVerification: 'both', clock });
    const verify = async (): Promise<string> =>
      tokenEndpoints.verify(alation.origin, bearer(await sign()), client);
    for (let round = 0; round < 3; round++) {
      await expect(verify()).resolves.toBe('active');
      clock.move(KEYS_COOLDOWN_MS);
    }
    expect(alation.requestCount('introspect')).toBe(3);
    alation.script.introspect = () => json(200, { active: false });
    await expect(verify()).resolves.not.toBe('active');
  },
);

test.each(newerThanKeys)(
  'offline verification refuses %s while the key set is stale, and finds the key when it is published',
  async (_, sign, flaw) => {
    const alation = await startInstance([key]);
    const clock = settableClock();
    const tokenEndpoints = endpoints({ oauthVerification: 'offline', clock });
    const verify = async (): Promise<string> =>
      tokenEndpoints.verify(alation.origin, bearer(await sign()), client);
    await expect(verify()).resolves.toBe(flaw);
    alation.script.jwks = () => json(200, { keys: [{ ...otherKey.jwk, kid: key.kid }, otherKey.jwk] });
    clock.move(KEYS_COOLDOWN_MS);
    await expect(verify()).resolves.toBe('active');
    expect(alation.requestCount('introspect')).toBe(0);
  },
);

test.each(Object.keys(specimens).filter((name) => /foreign signature|changed claims|unknown kid/.test(name)))(
  'offline verification refuses an access token (%s), although introspection would report it as active',
  async (name) => {
    const alation = await startInstance([key]);
    const jwt = (await specimens[name]?.(alation.origin)) ?? '';
    const tokenEndpoints = endpoints({ oauthVerification: 'offline' });
    await expect(tokenEndpoints.verify(alation.origin, bearer(jwt), client)).resolves.not.toBe('active');
    expect(alation.requestCount('introspect')).toBe(0);
  },
);

test('the keys are fetched once for many access tokens, and again when they are old', async () => {
  const alation = await startInstance([key]);
  const clock = settableClock();
  const tokenEndpoints = endpoints({ oauthVerification: 'offline', clock });
  const verify = async (): Promise<string> =>
    tokenEndpoints.verify(alation.origin, bearer(await key.sign({ exp: seconds + 86_400 })), client);

  await Promise.all([verify(), verify(), verify()]);
  await verify();
  expect(alation.requestCount('jwks')).toBe(1);

  clock.move(KEYS_MAX_AGE_MS);
  await expect(verify()).resolves.toBe('active');
  expect(alation.requestCount('jwks')).toBe(2);
});

test('a rotated signing key is found by one more fetch', async () => {
  const alation = await startInstance([key]);
  const clock = settableClock();
  const tokenEndpoints = endpoints({ oauthVerification: 'offline', clock });
  await tokenEndpoints.verify(alation.origin, bearer(await key.sign()), client);

  alation.script.jwks = () => json(200, { keys: [otherKey.jwk] });
  clock.move(KEYS_COOLDOWN_MS);

  await expect(tokenEndpoints.verify(alation.origin, bearer(await otherKey.sign()), client)).resolves.toBe(
    'active',
  );
  await expect(tokenEndpoints.verify(alation.origin, bearer(await otherKey.sign()), client)).resolves.toBe(
    'active',
  );
  expect(alation.requestCount('jwks')).toBe(2);
});

test('an unknown kid causes exactly one fetch, and further unknown kids cause no fetch during the cooldown', async () => {
  const alation = await startInstance([key]);
  const clock = settableClock();
  const tokenEndpoints = endpoints({ oauthVerification: 'offline', clock });
  await tokenEndpoints.verify(alation.origin, bearer(await key.sign()), client);
  clock.move(KEYS_COOLDOWN_MS);

  await expect(tokenEndpoints.verify(alation.origin, bearer(await otherKey.sign()), client)).resolves.toBe(
    'unknown-key',
  );
  expect(alation.requestCount('jwks')).toBe(2);

  const flood = Array.from({ length: 50 }, async (_, index) =>
    failureOf(
      tokenEndpoints.verify(
        alation.origin,
        bearer(await otherKey.sign({}, { kid: `k${index + 10}` })),
        client,
      ),
    ),
  );
  for (const error of await Promise.all(flood)) expect(error.code).toBe('AlationUnavailable');
  expect(alation.requestCount('jwks')).toBe(2);
});

test('with online and offline verification, introspection decides about an unknown kid', async () => {
  const alation = await startInstance([key]);
  const tokenEndpoints = endpoints({ oauthVerification: 'both' });
  const verify = async (): Promise<string> =>
    tokenEndpoints.verify(alation.origin, bearer(await otherKey.sign()), client);
  await expect(verify()).resolves.toBe('active');
  alation.script.introspect = () => json(200, { active: false });
  await expect(verify()).resolves.toBe('inactive');
});

test.each([
  ['is down', text(503, '')],
  ['drops connections', reset()],
  ['answers HTML', text(200, '<html></html>')],
  ['hangs', hang()],
  ['sends the body too slowly', drip(200)],
])(
  'with online and offline verification, introspection decides if the JWKS endpoint %s',
  async (_, reaction) => {
    const alation = await startInstance([key]);
    alation.script.jwks = () => reaction;
    const tokenEndpoints = endpoints({ oauthVerification: 'both', timeoutMs: 1_000 });

    await expect(tokenEndpoints.verify(alation.origin, bearer(await key.sign()), client)).resolves.toBe(
      'active',
    );
    await expect(tokenEndpoints.verify(alation.origin, bearer(await key.sign()), client)).resolves.toBe(
      'active',
    );

    expect(alation.requestCount('jwks')).toBe(1);
    expect(alation.requestCount('introspect')).toBe(2);
  },
);

test.each([
  ['is down', text(503, ''), 'AlationUnavailable'],
  ['hangs', hang(), 'AlationUnavailable'],
  ['needs a login', text(401, ''), 'AlationAnswerMalformed'],
  ['answers HTML', text(200, '<html></html>'), 'AlationAnswerMalformed'],
  ['answers no JWK Set', json(200, { keys: {} }), 'AlationAnswerMalformed'],
  ['is missing', text(404, ''), 'AlationRequestRefused'],
])('offline verification fails if the JWKS endpoint %s', async (_, reaction, code) => {
  const alation = await startInstance([key]);
  alation.script.jwks = () => reaction;
  const clock = settableClock();
  const tokenEndpoints = endpoints({ oauthVerification: 'offline', timeoutMs: 1_000, clock });
  const verify = async (): Promise<string> =>
    tokenEndpoints.verify(alation.origin, bearer(await key.sign()), client);

  expect((await failureOf(verify())).code).toBe(code);
  expect((await failureOf(verify())).code).toBe(code);
  expect(alation.requestCount('jwks')).toBe(1);

  alation.script.jwks = () => json(200, { keys: [key.jwk] });
  clock.move(KEYS_COOLDOWN_MS);
  await expect(verify()).resolves.toBe('active');
});

test("exp and nbf are compared with Alation's clock if the rotator's clock is wrong by hours", async () => {
  const alation = await startInstance([key]);
  alation.script.jwks = () => dated(json(200, { keys: [key.jwk] }), NOW + 5 * HOUR);
  const tokenEndpoints = endpoints({ oauthVerification: 'offline' });
  const later = { nbf: seconds + 5 * 3_600, exp: seconds + 6 * 3_600 };
  await expect(tokenEndpoints.verify(alation.origin, bearer(await key.sign(later)), client)).resolves.toBe(
    'active',
  );
  await expect(tokenEndpoints.verify(alation.origin, bearer(await key.sign()), client)).resolves.toBe(
    'expired',
  );
});

/** The response of a cache that kept the keys for two hours and sends their age. */
function cachedKeys(): Reaction {
  return dated(json(200, { keys: [key.jwk] }, { age: '7200' }), NOW - 2 * HOUR);
}

test.each([
  ['a new access token', { iat: seconds, nbf: seconds, exp: seconds + 3_600 }, 'active'],
  ['an access token that expired an hour ago', { nbf: seconds - 86_400, exp: seconds - 3_600 }, 'expired'],
  [
    'an access token that becomes valid in an hour',
    { nbf: seconds + 3_600, exp: seconds + 7_200 },
    'not-yet-valid',
  ],
])(
  'the claims of %s are compared with the true time if a cache kept the keys for two hours',
  async (_, claims, result) => {
    const alation = await startInstance([key]);
    alation.script.jwks = cachedKeys;
    const tokenEndpoints = endpoints({ oauthVerification: 'offline' });
    await expect(tokenEndpoints.verify(alation.origin, bearer(await key.sign(claims)), client)).resolves.toBe(
      result,
    );
  },
);

test('introspection decides about a new access token if a cache without Age kept the keys', async () => {
  const alation = await startInstance([key]);
  alation.script.jwks = () => dated(json(200, { keys: [key.jwk] }), NOW - 2 * HOUR);
  const tokenEndpoints = endpoints({ oauthVerification: 'both' });
  await expect(tokenEndpoints.verify(alation.origin, bearer(await key.sign()), client)).resolves.toBe(
    'active',
  );
});

test('introspection sends verify_token and the client, and the access token only in the body', async () => {
  const alation = await startInstance();

  await expect(endpoints().verify(alation.origin, bearer(canaries.accessToken), client)).resolves.toBe(
    'active',
  );

  expect(alation.requests).toHaveLength(1);
  const [request] = alation.requests;
  expect(request).toMatchObject({ method: 'POST', path: '/oauth/v2/introspect/?verify_token=true' });
  expect(request?.headers.authorization).toMatch(/^Basic /);
  expect(Object.fromEntries(new URLSearchParams(request?.body))).toEqual({
    token: canaries.accessToken,
    token_type_hint: 'access_token',
  });
});

test.each(['online', 'both'] as const)(
  'verification with the setting %s reports a superseded access token as inactive',
  async (oauthVerification) => {
    const alation = await startInstance([key]);
    alation.script.introspect = () => json(200, { active: false });
    const tokenEndpoints = endpoints({ oauthVerification });
    await expect(tokenEndpoints.verify(alation.origin, bearer(await key.sign()), client)).resolves.toBe(
      'inactive',
    );
  },
);

test.each([
  ['is down', text(500, ''), 'AlationUnavailable'],
  ['hangs', hang(), 'AlationUnavailable'],
  ['answers HTML', text(200, '<html></html>'), 'AlationAnswerMalformed'],
  ['returns text instead of a boolean', json(200, { active: 'true' }), 'AlationAnswerMalformed'],
  ['is behind a sign-on page', text(401, '<html></html>'), 'AlationAnswerMalformed'],
  ['refuses the client', json(401, { error: 'invalid_client' }), 'CredentialRejected'],
])(
  'online verification, alone and after offline verification, fails if introspection %s',
  async (_, reaction, code) => {
    const alation = await startInstance([key]);
    alation.script.introspect = () => reaction;
    for (const oauthVerification of ['online', 'both'] as const) {
      const tokenEndpoints = endpoints({ oauthVerification, timeoutMs: 1_000 });
      const error = await failureOf(tokenEndpoints.verify(alation.origin, bearer(await key.sign()), client));
      expect(error.code).toBe(code);
    }
  },
);

test.each([
  ['accepts the access token', json(200, { id: 7, role: 'SERVER_ADMIN' }), 'active'],
  [
    'refuses the access token',
    json(401, { detail: 'Authentication failed: invalid bearer token.' }),
    'inactive',
  ],
  [
    'refuses the access token with its failure code',
    json(401, { detail: 'No.', code: '401000' }),
    'inactive',
  ],
])('userinfo decides if the client is refused: Alation %s', async (_, reaction, result) => {
  const alation = await startInstance([key]);
  alation.script.introspect = () => json(401, { error: 'invalid_client' });
  alation.script.userinfo = () => reaction;
  const jwt = await key.sign();
  for (const oauthVerification of ['online', 'both'] as const) {
    const tokenEndpoints = endpoints({ oauthVerification });
    await expect(tokenEndpoints.verify(alation.origin, bearer(jwt), client)).resolves.toBe(result);
  }
  const request = alation.requests.find(({ path }) => path.includes('userinfo'));
  expect(request).toMatchObject({ method: 'GET', body: '', headers: { authorization: `Bearer ${jwt}` } });
});

test.each([
  ['answers 403, which may be about a role', json(403, { detail: 'forbidden' })],
  ['answers 503', text(503, '')],
  ['does not exist', text(404, '')],
  ['is behind a sign-on page', text(200, '<html></html>')],
  ['is behind a sign-on page with 401', text(401, '<html></html>')],
  ['is behind a gateway with 401', json(401, { detail: 'Jwt verification fails' })],
  ['receives no token', json(401, { detail: 'Authentication credentials were not provided.' })],
  ['redirects', redirect(302, 'https://evil.example/')],
  ['names no caller', json(200, {})],
])('verification fails if the client is refused and userinfo %s', async (_, reaction) => {
  const alation = await startInstance([key]);
  alation.script.introspect = () => json(401, { error: 'invalid_client' });
  alation.script.userinfo = () => reaction;
  const error = await failureOf(endpoints().verify(alation.origin, bearer(await key.sign()), client));
  expect(error.code).toBe('CredentialRejected');
});

test.each([
  [429, { 'retry-after': '90' }, 90_000],
  [503, { 'retry-after': '90' }, 90_000],
  [429, {}, undefined],
])(
  'verification throws AlationThrottled if userinfo answers %i with the headers %j',
  async (status, headers, retryAfterMs) => {
    const alation = await startInstance([key]);
    alation.script.introspect = () => json(401, { error: 'invalid_client' });
    alation.script.userinfo = () => json(status, {}, { ...headers });
    const error = await failureOf(endpoints().verify(alation.origin, bearer(await key.sign()), client));
    expect(error).toMatchObject({ code: 'AlationThrottled', detail: { status } });
    expect(error.detail.retryAfterMs).toBe(retryAfterMs);
  },
);

test('a bearer token is verified offline after a refresh token replaced its client', async () => {
  const alation = await startInstance([key]);
  const tokenEndpoints = endpoints({ oauthVerification: 'online' });
  await expect(tokenEndpoints.verify(alation.origin, bearer(await key.sign()), credential)).resolves.toBe(
    'active',
  );
  const expired = await key.sign({ exp: seconds - 60 });
  await expect(tokenEndpoints.verify(alation.origin, bearer(expired), credential)).resolves.toBe('expired');
  expect(alation.requestCount('introspect')).toBe(0);
});
