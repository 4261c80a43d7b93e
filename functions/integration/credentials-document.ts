import * as z from 'zod/mini';
import { MAX_CREDENTIALS } from '../contract.ts';
import { credentialNames } from './credential-name.ts';
import type { Credential, Credentials } from './credential.ts';
import { misplacedSecret } from './misplaced-secret.ts';
import type { SecretValue } from './ports.ts';
import { RotationError } from './rotation-error.ts';
import { Sensitive } from './sensitive.ts';

/** Reads the operator's `base_url` as an origin, or throws `HostNotAllowed` or `CredentialsMalformed`. */
export type BaseUrlParser = (text: string) => string;

/** A refresh token, client id or client secret: printable ASCII without spaces, at most 8,192 characters. */
export const credentialText = z.string().check(z.regex(/^[\x21-\x7e]{1,8192}$/));
/** A user id. The console's key/value editor writes every value as text. */
export const userId = z.pipe(
  z.transform((value) => (typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value)),
  z.int().check(z.nonnegative()),
);
const refreshTokenEntry = z.looseObject({
  name: z.optional(z.string()),
  refresh_token: credentialText,
  user_id: userId,
});
const oauthClientEntry = z.looseObject({
  name: z.optional(z.string()),
  client_id: credentialText,
  client_secret: credentialText,
});
const document = z.looseObject({ base_url: z.string() });
const listed = z.looseObject({
  credentials: z.array(z.unknown()).check(z.minLength(1), z.maxLength(MAX_CREDENTIALS)),
});

const SHAPE =
  'expected {"base_url": "https://…", "refresh_token": "…", "user_id": 1}, an OAuth client {"client_id": "…", ' +
  '"client_secret": "…"} in place of the refresh token, or a list of up to ' +
  `${MAX_CREDENTIALS} credentials under "credentials"`;

/**
 * Parses a credentials secret: one credential, or a list under `credentials`. Ignores unknown fields, so that an
 * operator can store Alation's own JSON unchanged. A field that is null counts as absent. A credential without a name
 * gets the name `default`, or in a list `credential-1` and so on.
 *
 * @throws RotationError `CredentialsMalformed` or `HostNotAllowed`. The message names fields. Of their
 *   values it quotes at most the host of `base_url`
 */
export function parseCredentials(value: SecretValue, parseBaseUrl: BaseUrlParser): Credentials {
  const parsed = document.safeParse(withoutNulls(parseJson(value)));
  if (!parsed.success) throw malformed('the field "base_url" is missing or not a string');
  // This check precedes `parseBaseUrl`, because messages of `parseBaseUrl` may quote the host.
  const misplaced = misplacedSecret(parsed.data);
  if (misplaced !== undefined) throw malformed(`"${misplaced}" holds a refresh token or client secret`);
  const baseUrl = parseBaseUrl(parsed.data.base_url);
  const isList = 'credentials' in parsed.data;
  const defaultName = (index: number) => (isList ? `credential-${index + 1}` : 'default');
  const entries = (isList ? listOf(parsed.data) : [parsed.data]).map((entry, index) =>
    parseEntry(withoutNulls(entry), isList ? `credentials[${index}].` : '', defaultName(index)),
  );
  const names = credentialNames(
    entries.map(({ name }) => name),
    defaultName,
  );
  const credentials = entries.map((entry, index) => ({ ...entry, name: names[index] ?? entry.name }));
  if (new Set(credentials.map((credential) => credential.name)).size < credentials.length) {
    throw malformed('two credentials have the same name');
  }
  if (new Set(credentials.map(secretIdentity)).size < credentials.length) {
    throw malformed('two credentials are the same refresh token or OAuth client, so they cannot alternate');
  }
  return { baseUrl, credentials };
}

function parseJson(value: SecretValue): unknown {
  if (value.text === undefined) throw malformed('the value is binary');
  try {
    return JSON.parse(value.text.replace(/^\uFEFF/, ''));
  } catch {
    // The parser's own message quotes its input.
    throw malformed(`the value (${value.text.length} characters) is not JSON`);
  }
}

function listOf(value: object): readonly unknown[] {
  const list = listed.safeParse(value);
  if (!list.success) throw malformed(`"credentials" is not a list of 1 to ${MAX_CREDENTIALS} credentials`);
  return list.data.credentials;
}

/** Removes the fields that are null from an object. Returns any other value unchanged. */
export function withoutNulls(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== null));
}

/** The credential, with its stored name or the default name. */
function parseEntry(entry: unknown, path: string, defaultName: string): Credential {
  const isOAuth = typeof entry === 'object' && entry !== null && 'client_id' in entry;
  if (isOAuth) {
    const parsed = oauthClientEntry.safeParse(entry);
    if (!parsed.success) throw malformed(wrongFields(path, parsed.error.issues));
    return {
      kind: 'oauth-client',
      name: parsed.data.name ?? defaultName,
      clientId: parsed.data.client_id,
      clientSecret: new Sensitive(parsed.data.client_secret),
    };
  }
  const parsed = refreshTokenEntry.safeParse(entry);
  if (!parsed.success) throw malformed(wrongFields(path, parsed.error.issues));
  return {
    kind: 'refresh-token',
    name: parsed.data.name ?? defaultName,
    refreshToken: new Sensitive(parsed.data.refresh_token),
    userId: parsed.data.user_id,
  };
}

function secretIdentity(credential: Credential): string {
  return credential.kind === 'oauth-client'
    ? `client ${credential.clientId}`
    : credential.refreshToken.reveal();
}

function wrongFields(path: string, issues: readonly { readonly path: readonly PropertyKey[] }[]): string {
  // `issue.path` is empty if the entry is not an object.
  const fields = new Set(issues.map((issue) => `${path}${String(issue.path[0] ?? '')}`.replace(/\.$/, '')));
  const named = [...fields].map((field) => `"${field}"`).join(', ');
  return `${named} ${fields.size === 1 ? 'is' : 'are'} missing or malformed`;
}

function malformed(what: string): RotationError {
  return new RotationError('CredentialsMalformed', `credentials secret: ${what}; ${SHAPE}`);
}
