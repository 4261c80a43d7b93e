/** A shorter secret can be part of an access token by chance. */
const MIN_LENGTH = 8;

/**
 * Whether an access token repeats a secret of the request: the access token equals, contains, or is part of such a
 * secret. A server or proxy that echoes the request must not get a refresh token published to consumers (RFC 6749
 * section 10.4).
 *
 * @param secrets of the credential, in every form that the request carried
 */
export function reflectsSecret(accessToken: string, secrets: readonly string[]): boolean {
  return secrets.some(
    (secret) => secret.includes(accessToken) || (secret.length >= MIN_LENGTH && accessToken.includes(secret)),
  );
}
