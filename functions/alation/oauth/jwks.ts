import type { HttpResponse } from '../http/response.ts';
import { failureOfStatus, malformedAnswer, meaningOf } from '../http/failure.ts';
import type { AlationRequest } from '../http/http.ts';
import { requireJson } from '../http/json-body.ts';
import { measureSkew } from '../lifetime.ts';
import { JwkSet, OAuthPath, RsaPublicKey } from './messages.ts';

/** RSASSA-PKCS1-v1_5, the only family taken: never `none`, never HMAC (RFC 8725 section 3.1). */
const ALGORITHMS = ['RS256', 'RS384', 'RS512'] as const;

/** An `alg` that a signing key may say. */
export type SigningAlgorithm = (typeof ALGORITHMS)[number];

/** Whether an `alg` is one that an access token may be signed with at all. */
export function isSigningAlgorithm(alg: unknown): alg is SigningAlgorithm {
  return ALGORITHMS.some((allowed) => allowed === alg);
}

/** A public key of the instance with the one algorithm it is for: RS256 unless the key says otherwise. */
export interface SigningKey {
  readonly kid: string | undefined;
  readonly alg: SigningAlgorithm;
  readonly jwk: { readonly kty: 'RSA'; readonly n: string; readonly e: string };
}

/** The instance's keys at one moment. */
export interface SigningKeys {
  readonly keys: readonly SigningKey[];
  /** Alation's clock minus ours, ms. */
  readonly skew: number;
  /** Our clock when they came, ms since the epoch. */
  readonly fetchedAt: number;
}

/** The request for the instance's public keys. */
export function jwksRequest(baseUrl: string): AlationRequest {
  return { baseUrl, method: 'GET', path: OAuthPath.jwks, mints: false };
}

/**
 * Judges the answer to `jwksRequest`. Keys of other kinds are passed over.
 *
 * @throws RotationError `AlationAnswerMalformed`, or by the status table
 */
export function processJwksResponse(answer: HttpResponse): SigningKeys {
  const meaning = meaningOf(answer);
  if (meaning === 'unauthorized') throw malformedAnswer(answer, 'public keys need no authentication');
  if (meaning !== 'success') throw failureOfStatus(answer, meaning);
  const parsed = JwkSet.safeParse(requireJson(answer));
  if (!parsed.success) throw malformedAnswer(answer, 'the body is not a JWK Set');
  const keys = parsed.data.keys.flatMap(signingKey);
  // An instance that signs has a key: to take every access token for foreign would be to believe an empty page.
  if (keys.length === 0) throw malformedAnswer(answer, 'the JWK Set holds no RSA signing key');
  return {
    keys,
    skew: measureSkew(answer.headers, answer.receivedAt),
    fetchedAt: answer.receivedAt,
  };
}

function signingKey(key: unknown): readonly SigningKey[] {
  const parsed = RsaPublicKey.safeParse(key);
  if (!parsed.success) return [];
  const { kid, alg = 'RS256', n, e } = parsed.data;
  return isSigningAlgorithm(alg) ? [{ kid, alg, jwk: { kty: 'RSA', n, e } }] : [];
}
