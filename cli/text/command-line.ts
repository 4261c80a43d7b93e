import type { CredentialKind } from '../../functions/integration/credential.ts';

/** The prefix that needs no `--prefix`. */
export const DEFAULT_PREFIX = 'alation';

/** A command to copy: `npx alation-tokens replace tableau`, with the prefix where it is not the default one. */
export function commandLine(prefix: string, ...words: readonly string[]): string {
  const options = prefix === DEFAULT_PREFIX ? [] : ['--prefix', prefix];
  return ['npx alation-tokens', ...words, ...options].join(' ');
}

const UNKNOWN_BASE_URL = 'https://<your Alation>';

/** The page of Alation where a person makes a refresh token. */
export function refreshTokenPage(baseUrl: string = UNKNOWN_BASE_URL): string {
  return `${baseUrl}/account/auth`;
}

/** Where new credentials of these kinds are made: `a new refresh token at https://…/account/auth`. */
export function whereMade(baseUrl: string = UNKNOWN_BASE_URL, kinds: readonly CredentialKind[]): string {
  const client = `a new client secret at ${baseUrl}/admin/auth/ (OAuth Client Applications)`;
  const refreshToken = `a new refresh token at ${refreshTokenPage(baseUrl)}`;
  if (!kinds.includes('oauth-client')) return refreshToken;
  return kinds.includes('refresh-token') ? `${refreshToken}, or ${client}` : client;
}
