type Value = object | string | Uint8Array;

/** A bad value for a credentials secret, whose secret parts are canaries, and its failure code. */
export interface BadSecret {
  readonly what: string;
  readonly value: (canary: string, url: string) => Value;
  readonly code: 'CredentialsMalformed' | 'HostNotAllowed';
  /** Part of the message. The message also says what is allowed. */
  readonly says: string;
}

const entry = (refresh_token: unknown, more: object = {}) => ({ refresh_token, user_id: 102, ...more });

/** Bad values of different kinds. */
export const badSecrets: readonly BadSecret[] = [
  ...[
    { what: 'text', value: (canary: string) => `${canary} is no JSON` },
    { what: 'a space', value: () => ' ' },
    { what: 'JSON that is cut', value: (canary: string) => `{"refresh_token": "${canary}` },
    { what: 'JSON with trailing text', value: (canary: string) => `{"a": 1} ${canary}` },
    { what: 'JSON5', value: (canary: string) => `{refresh_token: '${canary}'}` },
    { what: '64 KiB of text', value: (canary: string) => canary.repeat(1_490).slice(0, 65_536) },
  ].map((row) => ({ ...row, code: 'CredentialsMalformed' as const, says: 'is not JSON' })),
  ...[
    { what: 'null', value: () => 'null' },
    { what: 'a JSON text', value: (canary: string) => JSON.stringify(canary) },
    { what: 'a JSON list', value: (canary: string) => [canary] },
    { what: 'no base_url', value: (canary: string) => entry(canary) },
    { what: 'a base_url of another type', value: (canary: string) => entry(canary, { base_url: [canary] }) },
    { what: 'prototype keys', value: (canary: string) => `{"__proto__": {"base_url": "${canary}"}}` },
  ].map((row) => ({ ...row, code: 'CredentialsMalformed' as const, says: '"base_url" is missing' })),
  {
    what: 'bytes that are not text',
    value: (canary) => Buffer.concat([Buffer.from([0, 255, 254]), Buffer.from(canary)]),
    code: 'CredentialsMalformed',
    says: 'the value is binary',
  },
  {
    what: 'no refresh_token',
    value: (canary, base_url) => ({ base_url, user_id: 102, refreshToken: canary }),
    code: 'CredentialsMalformed',
    says: '"refresh_token"',
  },
  {
    what: 'no user_id',
    value: (canary, base_url) => ({ base_url, refresh_token: canary }),
    code: 'CredentialsMalformed',
    says: '"user_id"',
  },
  {
    what: 'a user_id of text',
    value: (canary, base_url) => ({ base_url, ...entry(canary), user_id: canary }),
    code: 'CredentialsMalformed',
    says: '"user_id"',
  },
  {
    what: 'an empty refresh_token',
    value: (_, base_url) => ({ base_url, ...entry('') }),
    code: 'CredentialsMalformed',
    says: '"refresh_token"',
  },
  {
    what: 'a line break in a refresh_token',
    value: (canary, base_url) => ({ base_url, ...entry(`${canary}\n${canary}`) }),
    code: 'CredentialsMalformed',
    says: '"refresh_token"',
  },
  {
    what: 'a refresh_token of 60 KiB',
    value: (canary, base_url) => ({ base_url, ...entry(canary.repeat(1_390)) }),
    code: 'CredentialsMalformed',
    says: '"refresh_token"',
  },
  {
    what: 'a client without its secret',
    value: (canary, base_url) => ({ base_url, client_id: 'loader', secret: canary }),
    code: 'CredentialsMalformed',
    says: '"client_secret"',
  },
  {
    what: 'the refresh token as its name',
    value: (canary, base_url) => ({ base_url, ...entry(canary, { name: canary }) }),
    code: 'CredentialsMalformed',
    says: '"name" holds a refresh token or client secret',
  },
  {
    what: 'the client secret as the client id',
    value: (canary, base_url) => ({ base_url, client_id: canary, client_secret: canary }),
    code: 'CredentialsMalformed',
    says: '"client_id" holds a refresh token or client secret',
  },
  {
    what: 'no credentials in the list',
    value: (_, base_url) => ({ base_url, credentials: [] }),
    code: 'CredentialsMalformed',
    says: '"credentials" is not a list of 1 to 8',
  },
  {
    what: 'nine credentials',
    value: (canary, base_url) => ({
      base_url,
      credentials: Array.from({ length: 9 }, (_, index) => entry(`${canary}${index}`)),
    }),
    code: 'CredentialsMalformed',
    says: '"credentials" is not a list of 1 to 8',
  },
  {
    what: 'the same refresh token twice',
    value: (canary, base_url) => ({ base_url, credentials: [entry(canary), entry(canary)] }),
    code: 'CredentialsMalformed',
    says: 'cannot alternate',
  },
  {
    what: 'two credentials with one name',
    value: (canary, base_url) => ({
      base_url,
      credentials: [entry(canary, { name: 'a' }), entry(`${canary}x`, { name: 'a' })],
    }),
    code: 'CredentialsMalformed',
    says: 'the same name',
  },
  {
    what: 'an error in the second credential',
    value: (canary, base_url) => ({ base_url, credentials: [entry(canary), entry(7)] }),
    code: 'CredentialsMalformed',
    says: '"credentials[1].refresh_token"',
  },
  {
    what: 'a host that is not allowed',
    value: (canary) => ({ base_url: 'https://alation.example.org', ...entry(canary) }),
    code: 'HostNotAllowed',
    says: 'alation.example.org. This host is not allowed',
  },
  {
    what: 'the address of the instance metadata service',
    value: (canary) => ({ base_url: 'https://169.254.169.254', ...entry(canary) }),
    code: 'HostNotAllowed',
    says: '169.254.169.254. This host is not allowed',
  },
  {
    what: 'plain http',
    value: (canary) => ({ base_url: 'http://acme.alationcloud.com', ...entry(canary) }),
    code: 'HostNotAllowed',
    says: 'must begin with https://',
  },
  {
    what: 'a password in the base_url',
    value: (canary) => ({ base_url: `https://u:${canary}@acme.alationcloud.com`, ...entry(canary) }),
    code: 'CredentialsMalformed',
    says: '"base_url" holds a refresh token or client secret',
  },
  {
    what: 'a secret instead of the base_url',
    value: (canary) => ({ base_url: canary, ...entry(canary) }),
    code: 'CredentialsMalformed',
    says: '"base_url" holds a refresh token or client secret',
  },
  {
    what: 'a secret instead of the host',
    value: (canary) => ({ base_url: `https://${canary}`, ...entry(canary) }),
    code: 'CredentialsMalformed',
    says: '"base_url" holds a refresh token or client secret',
  },
  {
    what: 'a secret in the path of the base_url',
    value: (canary) => ({ base_url: `https://acme.alationcloud.com/${canary}`, ...entry(canary) }),
    code: 'CredentialsMalformed',
    says: '"base_url" holds a refresh token or client secret',
  },
];
