import type { JWK } from 'jose';
import type { HttpResponse } from '../http/response.ts';
import { failureOfStatus, malformedResponse, meaningOf } from '../http/failure.ts';
import type { AlationRequest } from '../http/http.ts';
import { requireJson } from '../http/json-body.ts';
import { measureSkew } from '../lifetime.ts';
import { JwkSet, OAuthPath, PublicKey } from './messages.ts';

/** The algorithms that a key can verify, by its type and curve (RFC 7518 section 3.1, RFC 8037, RFC 9864). */
const ALGORITHMS: Readonly<Record<string, readonly string[]>> = {
  RSA: ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'],
  'EC P-256': ['ES256'],
  'EC P-384': ['ES384'],
  'EC P-521': ['ES512'],
  'OKP Ed25519': ['EdDSA', 'Ed25519'],
};

/** A public key of the instance, with the algorithms of its type, or only the algorithm that the key names. */
export interface SigningKey {
  readonly kid: string | undefined;
  readonly algorithms: readonly string[];
  readonly jwk: JWK;
}

/** The public keys of an instance at one moment. */
export interface SigningKeys {
  readonly keys: readonly SigningKey[];
  /** Alation's clock minus the rotator's clock, ms. */
  readonly skew: number;
  /** The rotator's clock when the keys arrived, ms since the epoch. */
  readonly fetchedAt: number;
}

/** The request for the public keys of an instance. */
export function jwksRequest(baseUrl: string): AlationRequest {
  return { baseUrl, method: 'GET', path: OAuthPath.jwks, mints: false };
}

/**
 * Processes the response to `jwksRequest`. Keys that are not for asymmetric signatures are ignored.
 *
 * @throws RotationError `AlationAnswerMalformed`, or by the status table
 */
export function processJwksResponse(response: HttpResponse): SigningKeys {
  const meaning = meaningOf(response);
  if (meaning === 'unauthorized')
    throw malformedResponse(response, 'public keys need no authentication, so a proxy may have answered');
  if (meaning !== 'success') throw failureOfStatus(response, meaning);
  const parsed = JwkSet.safeParse(requireJson(response));
  if (!parsed.success) throw malformedResponse(response, 'the body is not a JWK Set');
  const keys = parsed.data.keys.flatMap(signingKey);
  // An instance that signs has a key. With an empty set, the key of every access token would seem unknown.
  if (keys.length === 0) throw malformedResponse(response, 'the JWK Set contains no supported signing key');
  return {
    keys,
    skew: measureSkew(response.headers, response.receivedAt),
    fetchedAt: response.receivedAt,
  };
}

function signingKey(key: unknown): readonly SigningKey[] {
  const parsed = PublicKey.safeParse(key);
  if (!parsed.success) return [];
  const { kty, crv = '', kid, alg } = parsed.data;
  const ofType = ALGORITHMS[`${kty} ${crv}`.trim()] ?? [];
  const algorithms = alg === undefined ? ofType : ofType.filter((algorithm) => algorithm === alg);
  return algorithms.length === 0 ? [] : [{ kid, algorithms, jwk: parsed.data }];
}
