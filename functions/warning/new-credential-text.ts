import type { CredentialKind } from '../integration/credential.ts';

const UNKNOWN_BASE_URL = 'https://<your Alation>';

/** The page of Alation on which a user creates a refresh token. */
export function refreshTokenPage(baseUrl: string = UNKNOWN_BASE_URL): string {
  return `${baseUrl}/account/auth`;
}

/** A new credential of one of these kinds, and the page on which to create it: `a new refresh token at https://…/account/auth`. */
export function newCredentialText(
  baseUrl: string = UNKNOWN_BASE_URL,
  kinds: readonly CredentialKind[],
): string {
  const client = `a new client secret at ${baseUrl}/admin/auth/ (OAuth Client Applications)`;
  const refreshToken = `a new refresh token at ${refreshTokenPage(baseUrl)}`;
  if (!kinds.includes('oauth-client')) return refreshToken;
  return kinds.includes('refresh-token') ? `${refreshToken}, or ${client}` : client;
}
