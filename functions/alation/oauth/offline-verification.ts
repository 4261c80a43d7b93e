import { decodeJwt, decodeProtectedHeader, errors, jwtVerify } from 'jose';
import type { AccessTokenFlaw } from '../../integration/access-token.ts';
import type { Clock } from '../../integration/ports.ts';
import type { Sensitive } from '../../integration/sensitive.ts';
import type { SigningKey, SigningKeys } from './jwks.ts';
import type { Checked, CheckWithKeys } from './key-cache.ts';

/** Tolerance for `exp` and `nbf`, in seconds. */
const TOLERANCE_SECONDS = 30;

/** `none` and HMAC in every spelling. A public key cannot prove who signed with them (RFC 8725 sections 2.1 and 3.1). */
const REFUSED_ALGORITHM = /none|^HS/i;

/** Result of offline verification, which cannot see that Alation superseded or revoked the access token. */
export type OfflineResult =
  | { readonly state: 'valid' }
  /** No key could make the access token valid. */
  | { readonly state: 'invalid'; readonly reason: AccessTokenFlaw }
  /** A check of the issuer, the signature or a claim failed. Alation may still accept the access token. */
  | { readonly state: 'unconfirmed'; readonly reason: AccessTokenFlaw }
  /** The key of the access token is unknown, and the cooldown of the key cache forbids another fetch. */
  | { readonly state: 'undecided' };

/**
 * Verifies an access token with the public keys of the instance (RFC 7519 section 7.2, RFC 8725). Checks that need no
 * key come first. A JWT without `exp` would never expire, so it is unconfirmed.
 *
 * A signature that matches no known key is unconfirmed, not invalid: a cache may hold an older key set, even with the
 * same `kid`.
 *
 * @throws RotationError of a failed key fetch
 */
export async function verifyOffline(
  baseUrl: string,
  accessToken: Sensitive,
  checkWithKeys: CheckWithKeys,
  clock: Clock,
): Promise<OfflineResult> {
  const jwt = accessToken.reveal();
  const unverified = decode(jwt);
  if (unverified === undefined) return { state: 'invalid', reason: 'malformed' };
  const { alg, kid, iss } = unverified;
  if (alg === undefined || REFUSED_ALGORITHM.test(alg)) {
    return { state: 'invalid', reason: 'algorithm-refused' };
  }
  if (isForeignIssuer(iss, baseUrl)) return unconfirmed('foreign-issuer');

  const check = async ({ keys, skew }: SigningKeys): Promise<Checked<OfflineResult>> => {
    const named = kid === undefined ? keys : keys.filter((key) => key.kid === kid);
    const usable = named.filter(({ algorithms }) => algorithms.includes(alg));
    const now = new Date(clock.now() + skew);
    for (const { jwk } of usable) {
      const result = await verifySignature(jwt, jwk, alg, now);
      if (result !== undefined) return { isSigned: true, result };
    }
    const reason = usable.length === 0 ? 'algorithm-refused' : 'signature-invalid';
    const isKnown = kid !== undefined && named.length > 0;
    return { isSigned: false, result: unconfirmed(isKnown ? reason : 'unknown-key') };
  };
  const { result, isCoolingDown } = await checkWithKeys(baseUrl, check);
  const isUnknown = result.state === 'unconfirmed' && result.reason === 'unknown-key';
  return isUnknown && isCoolingDown ? { state: 'undecided' } : result;
}

/** Undefined if this key did not sign the JWT. Hides the errors of jose, which contain claims and parts of the JWT. */
async function verifySignature(
  jwt: string,
  jwk: SigningKey['jwk'],
  alg: string,
  now: Date,
): Promise<OfflineResult | undefined> {
  try {
    await jwtVerify(jwt, jwk, {
      algorithms: [alg],
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
    return undefined;
  }
}

function decode(jwt: string): { alg: string | undefined; kid: string | undefined; iss: unknown } | undefined {
  try {
    const { alg, kid } = decodeProtectedHeader(jwt);
    return { alg: textOf(alg), kid: textOf(kid), iss: decodeJwt(jwt).iss };
  } catch {
    return undefined;
  }
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/**
 * Only an `iss` that names a host can be foreign. Alation does not document its `iss`. For any other `iss` the
 * signature decides, because the keys come from the instance itself.
 */
function isForeignIssuer(iss: unknown, baseUrl: string): boolean {
  if (typeof iss !== 'string') return false;
  const { host } = new URL(baseUrl);
  if (URL.canParse(iss) && iss.includes('://')) return new URL(iss).host !== host;
  return /^[\w-]+(?:\.[\w-]+)+(?::\d+)?$/.test(iss) && iss.toLowerCase() !== host;
}

function unconfirmed(reason: AccessTokenFlaw): OfflineResult {
  return { state: 'unconfirmed', reason };
}
