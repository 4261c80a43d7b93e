/** What is shorter stands in other texts by chance. */
const LEAST_LENGTH = 8;

/**
 * Whether an access token tells back what it was asked for with: it is one of these secrets, holds one, or is a part of
 * one. An access token goes to every consumer, and a refresh token is shared with nobody (RFC 6749 section 10.4), so a
 * server or a proxy that sends back what it was sent must not get that published.
 *
 * @param secrets of the credential, in every form that the request carried them in
 */
export function reflectsSecret(accessToken: string, secrets: readonly string[]): boolean {
  return secrets.some(
    (secret) =>
      secret.includes(accessToken) || (secret.length >= LEAST_LENGTH && accessToken.includes(secret)),
  );
}
