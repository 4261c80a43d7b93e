import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import {
  json,
  type RawServer,
  type Reaction,
  type ReceivedRequest,
  text,
} from '../../../support/raw-server.ts';
import { NOW, startScriptedAlation } from '../fixture.ts';

/** A key pair of an instance: the public key as in its JWK Set, and a function that signs. */
export interface InstanceKey {
  readonly kid: string;
  readonly alg: string;
  readonly jwk: Readonly<Record<string, unknown>>;
  /** Signs claims that are valid at `NOW`, with these changes. */
  sign(
    changes?: Readonly<Record<string, unknown>>,
    header?: Readonly<Record<string, unknown>>,
  ): Promise<string>;
}

/** Creates a key pair. */
export async function instanceKey(kid: string, alg = 'RS256'): Promise<InstanceKey> {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
  const jwk = { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' };
  const seconds = NOW / 1_000;
  return {
    kid,
    alg,
    jwk,
    sign: (changes = {}, header = {}) => {
      const claims = { iat: seconds, nbf: seconds, exp: seconds + 3_600, sub: 'x', jti: 'j', ...changes };
      return new SignJWT(claims).setProtectedHeader({ alg, kid, ...header }).sign(privateKey);
    },
  };
}

/** A JWT with this header and these claims. Its signature is empty, or a text that no key signed. */
export function unsigned(header: object, claims: object, signature = ''): string {
  return `${part(header)}.${part(claims)}.${signature}`;
}

function part(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

/** The reactions of the endpoints. A test can replace each reaction at any time. */
export interface InstanceScript {
  token: (request: ReceivedRequest) => Reaction;
  introspect: (request: ReceivedRequest) => Reaction;
  jwks: () => Reaction;
  userinfo: (request: ReceivedRequest) => Reaction;
}

/** An instance with OAuth endpoints, its script, and the number of requests per path. */
export interface Instance extends RawServer {
  readonly script: InstanceScript;
  requestCount(path: 'token' | 'introspect' | 'jwks' | 'userinfo'): number;
}

/** Starts an instance that publishes these keys and reports every access token as active. */
export async function startInstance(keys: readonly InstanceKey[] = []): Promise<Instance> {
  const script: InstanceScript = {
    token: () => json(200, { access_token: 'minted', token_type: 'Bearer', expires_in: 3_600 }),
    introspect: () => json(200, { active: true }),
    jwks: () => json(200, { keys: keys.map((key) => key.jwk) }),
    userinfo: () => json(403, { detail: 'forbidden' }),
  };
  const server = await startScriptedAlation((request) => {
    const path = request.path.split('?', 1)[0];
    if (path === '/oauth/v2/token/') return script.token(request);
    if (path === '/oauth/v2/introspect/') return script.introspect(request);
    if (path === '/oauth/v2/.well-known/jwks.json/') return script.jwks();
    if (path === '/integration/v1/userinfo/') return script.userinfo(request);
    return text(404, '');
  });
  return {
    ...server,
    script,
    requestCount: (path) => server.requests.filter((request) => request.path.includes(path)).length,
  };
}
