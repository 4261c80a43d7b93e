import type { HttpResponse } from '../http/response.ts';
import { failureOfStatus, malformedResponse, meaningOf } from '../http/failure.ts';
import type { AlationRequest } from '../http/http.ts';
import { requireJson } from '../http/json-body.ts';
import { measureSkew } from '../lifetime.ts';
import { JwkSet, OAuthPath, RsaPublicKey } from './messages.ts';

/** RSASSA-PKCS1-v1_5, the only accepted family: never `none`, never HMAC (RFC 8725 section 3.1). */
const ALGORITHMS = ['RS256', 'RS384', 'RS512'] as const;

/** An accepted `alg`. */
export type SigningAlgorithm = (typeof ALGORITHMS)[number];

/** Whether `alg` is an accepted algorithm. */
export function isSigningAlgorithm(alg: unknown): alg is SigningAlgorithm {
  return ALGORITHMS.some((allowed) => allowed === alg);
}

/** A public key of the instance with its only algorithm: RS256 unless the key names another. */
export interface SigningKey {
  readonly kid: string | undefined;
  readonly alg: SigningAlgorithm;
  readonly jwk: { readonly kty: 'RSA'; readonly n: string; readonly e: string };
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
 * Processes the response to `jwksRequest`. It ignores keys of other types.
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
  // An instance that signs has a key. With an empty set, every access token would look foreign.
  if (keys.length === 0) throw malformedResponse(response, 'the JWK Set contains no RSA signing key');
  return {
    keys,
    skew: measureSkew(response.headers, response.receivedAt),
    fetchedAt: response.receivedAt,
  };
}

function signingKey(key: unknown): readonly SigningKey[] {
  const parsed = RsaPublicKey.safeParse(key);
  if (!parsed.success) return [];
  const { kid, alg = 'RS256', n, e } = parsed.data;
  return isSigningAlgorithm(alg) ? [{ kid, alg, jwk: { kty: 'RSA', n, e } }] : [];
}
