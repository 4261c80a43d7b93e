import { decodeJwt, decodeProtectedHeader, errors, jwtVerify } from 'jose';
import type { AccessTokenFlaw } from '../../integration/access-token.ts';
import type { Clock } from '../../integration/ports.ts';
import type { Sensitive } from '../../integration/sensitive.ts';
import type { FindSigningKey } from './key-cache.ts';
import { isSigningAlgorithm, type SigningKey } from './jwks.ts';

/** How far `exp` and `nbf` may be off, in seconds. */
const TOLERANCE_SECONDS = 30;

/** What offline verification can tell. It sees neither supersession nor revocation. */
export type OfflineVerdict =
  | { readonly state: 'valid' }
  /** Alation never signed it: no clock and no name can be to blame. */
  | { readonly state: 'refused'; readonly reason: AccessTokenFlaw }
  /** It does not pass here, but Alation may know better. */
  | { readonly state: 'doubtful'; readonly reason: AccessTokenFlaw }
  /** The key is not known and cannot be asked for again so soon. */
  | { readonly state: 'undecided' };

/**
 * Verifies an access token with the instance's public keys (RFC 7519 section 7.2, RFC 8725). Whatever the JWT alone
 * can tell is told before any key is fetched. A JWT must say when it expires: nothing here would ever end one that
 * does not.
 *
 * Throws the `RotationError` of the key fetch when the keys cannot be had.
 */
export async function verifyOffline(
  baseUrl: string,
  accessToken: Sensitive,
  findSigningKey: FindSigningKey,
  clock: Clock,
): Promise<OfflineVerdict> {
  const unverified = decode(accessToken.reveal());
  if (unverified === undefined) return refused('malformed');
  if (!isSigningAlgorithm(unverified.alg)) return refused('algorithm-refused');
  if (isForeignIssuer(unverified.iss, baseUrl)) return doubtful('foreign-issuer');

  const lookup = await findSigningKey(baseUrl, unverified.kid);
  if (lookup.state === 'unknown') return doubtful('unknown-key');
  if (lookup.state === 'undecided') return lookup;
  return verifySignature(accessToken, lookup.key, new Date(clock.now() + lookup.skew));
}

/** jose's errors carry claims and parts of the JWT: they end here. */
async function verifySignature(accessToken: Sensitive, key: SigningKey, now: Date): Promise<OfflineVerdict> {
  try {
    await jwtVerify(accessToken.reveal(), key.jwk, {
      algorithms: [key.alg],
      requiredClaims: ['exp'],
      currentDate: now,
      clockTolerance: TOLERANCE_SECONDS,
    });
    return { state: 'valid' };
  } catch (error) {
    // Claims are looked at when the signature is found to be good.
    if (error instanceof errors.JWTExpired) return doubtful('expired');
    if (error instanceof errors.JWTClaimValidationFailed) {
      return doubtful(error.reason === 'check_failed' ? 'not-yet-valid' : 'malformed');
    }
    if (error instanceof errors.JWSSignatureVerificationFailed) return refused('signature-invalid');
    if (error instanceof errors.JOSEAlgNotAllowed) return refused('algorithm-refused');
    // What is not jose's verdict on the JWT is trouble with the key, e.g. one too short to be used.
    return error instanceof errors.JOSEError ? refused('malformed') : doubtful('unknown-key');
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
 * Only an `iss` that names a host can be foreign. Alation does not document what its `iss` looks like: an opaque name
 * is left to the signature, whose keys come from the instance itself.
 */
function isForeignIssuer(iss: unknown, baseUrl: string): boolean {
  if (typeof iss !== 'string') return false;
  const { host } = new URL(baseUrl);
  if (URL.canParse(iss) && iss.includes('://')) return new URL(iss).host !== host;
  return /^[\w-]+(?:\.[\w-]+)+(?::\d+)?$/.test(iss) && iss.toLowerCase() !== host;
}

function refused(reason: AccessTokenFlaw): OfflineVerdict {
  return { state: 'refused', reason };
}

function doubtful(reason: AccessTokenFlaw): OfflineVerdict {
  return { state: 'doubtful', reason };
}
