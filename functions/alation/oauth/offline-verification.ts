import { decodeJwt, decodeProtectedHeader, errors, jwtVerify } from 'jose';
import type { AccessTokenFlaw } from '../../integration/access-token.ts';
import type { Clock } from '../../integration/ports.ts';
import type { Sensitive } from '../../integration/sensitive.ts';
import type { FindSigningKey } from './key-cache.ts';
import { isSigningAlgorithm, type SigningKey } from './jwks.ts';

/** Tolerance for `exp` and `nbf`, in seconds. */
const TOLERANCE_SECONDS = 30;

/** Result of offline verification. It cannot see that Alation superseded or revoked the access token. */
export type OfflineResult =
  | { readonly state: 'valid' }
  /** Alation never signed it. Clock skew or a host name cannot explain this. */
  | { readonly state: 'invalid'; readonly reason: AccessTokenFlaw }
  /** A check failed that depends on a clock, a name or cached keys. Alation may still accept the access token. */
  | { readonly state: 'unconfirmed'; readonly reason: AccessTokenFlaw }
  /** The key is unknown, and the cooldown of the key cache forbids another fetch. */
  | { readonly state: 'undecided' };

/**
 * Verifies an access token with the public keys of the instance (RFC 7519 section 7.2, RFC 8725). Checks that need no
 * key come first. A JWT must contain `exp`, or it would be valid for ever.
 *
 * Throws the `RotationError` of the key fetch if it fails.
 */
export async function verifyOffline(
  baseUrl: string,
  accessToken: Sensitive,
  findSigningKey: FindSigningKey,
  clock: Clock,
): Promise<OfflineResult> {
  const unverified = decode(accessToken.reveal());
  if (unverified === undefined) return invalid('malformed');
  if (!isSigningAlgorithm(unverified.alg)) return invalid('algorithm-refused');
  if (isForeignIssuer(unverified.iss, baseUrl)) return unconfirmed('foreign-issuer');

  const lookup = await findSigningKey(baseUrl, unverified.kid);
  if (lookup.state === 'unknown') return unconfirmed('unknown-key');
  if (lookup.state === 'undecided') return lookup;
  return verifySignature(accessToken, lookup.key, new Date(clock.now() + lookup.skew));
}

/** Hides the errors of jose, which contain claims and parts of the JWT. */
async function verifySignature(accessToken: Sensitive, key: SigningKey, now: Date): Promise<OfflineResult> {
  try {
    await jwtVerify(accessToken.reveal(), key.jwk, {
      algorithms: [key.alg],
      requiredClaims: ['exp'],
      currentDate: now,
      clockTolerance: TOLERANCE_SECONDS,
    });
    return { state: 'valid' };
  } catch (error) {
    // jose checks the claims only after the signature.
    if (error instanceof errors.JWTExpired) return unconfirmed('expired');
    if (error instanceof errors.JWTClaimValidationFailed) {
      return unconfirmed(error.reason === 'check_failed' ? 'not-yet-valid' : 'malformed');
    }
    if (error instanceof errors.JWSSignatureVerificationFailed) return invalid('signature-invalid');
    if (error instanceof errors.JOSEAlgNotAllowed) return invalid('algorithm-refused');
    // Any other error is about the key, e.g. a key that is too short.
    return error instanceof errors.JOSEError ? invalid('malformed') : unconfirmed('unknown-key');
  }
}

function decode(jwt: string): { alg: unknown; kid: string | undefined; iss: unknown } | undefined {
  try {
    const { alg, kid } = decodeProtectedHeader(jwt);
    return { alg, kid: typeof kid === 'string' ? kid : undefined, iss: decodeJwt(jwt).iss };
  } catch {
    return undefined;
  }
}

/**
 * Only an `iss` that names a host can be foreign. Alation does not document its `iss`. For an opaque name the signature
 * decides, because its keys come from the instance itself.
 */
function isForeignIssuer(iss: unknown, baseUrl: string): boolean {
  if (typeof iss !== 'string') return false;
  const { host } = new URL(baseUrl);
  if (URL.canParse(iss) && iss.includes('://')) return new URL(iss).host !== host;
  return /^[\w-]+(?:\.[\w-]+)+(?::\d+)?$/.test(iss) && iss.toLowerCase() !== host;
}

function invalid(reason: AccessTokenFlaw): OfflineResult {
  return { state: 'invalid', reason };
}

function unconfirmed(reason: AccessTokenFlaw): OfflineResult {
  return { state: 'unconfirmed', reason };
}
