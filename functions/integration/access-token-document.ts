import * as z from 'zod/mini';
import type { PublishedAccessToken } from './access-token.ts';
import { userId, withoutNulls } from './credentials-document.ts';
import type { SecretValue } from './ports.ts';
import { CLOCK_TOLERANCE_MS, plausibleExpiry } from './plausible-state.ts';
import { Sensitive } from './sensitive.ts';

const instant = z.string().check(z.refine((text) => !Number.isNaN(Date.parse(text))));
const document = z.looseObject({
  access_token: z.string().check(z.minLength(1)),
  token_type: z.enum(['APIAccessToken', 'Bearer']),
  issued_at: instant,
  expires_at: instant,
  base_url: z.string(),
  credential: z.string(),
  alation_user_id: z.optional(userId),
  /** Version 1 of the document had this field in place of `alation_user_id`, as a number. */
  user_id: z.optional(userId),
});

/**
 * The value of an access-token secret, as docs/access-token.schema.json describes it. A consumer sends `header_name:
 * header_value` to `base_url`, whatever the kind of access token. API access tokens have an `alation_user_id`, because
 * Alation's `validateAPIAccessToken` needs it.
 *
 * Every field is text: many consumers decode the JSON into a map of texts, and fail if one value is a number. The
 * user id has a new name, because release 0.1.0 refuses a document whose `user_id` is text.
 */
export function formatAccessTokenDocument(published: PublishedAccessToken): Sensitive {
  const accessToken = published.accessToken.reveal();
  const header =
    published.tokenType === 'Bearer'
      ? { header_name: 'Authorization', header_value: `Bearer ${accessToken}` }
      : { header_name: 'TOKEN', header_value: accessToken };
  return new Sensitive(
    JSON.stringify({
      version: '2',
      access_token: accessToken,
      token_type: published.tokenType,
      ...header,
      issued_at: new Date(published.issuedAt).toISOString(),
      expires_at: new Date(published.expiresAt).toISOString(),
      base_url: published.baseUrl,
      credential: published.credential,
      alation_user_id: published.userId?.toString(),
    }),
  );
}

/**
 * Reads an access-token secret. Returns undefined if the secret has no value, or a value in another form: consumers
 * cannot use such a value, so a rotation replaces it.
 *
 * A rotator publishes an access token right after its issue. So if `issued_at` is more than an hour after the time of
 * storage, the rotator's clock was wrong, and the time of storage replaces `issued_at`. The lifetime does not depend on the
 * clock and stays the same, up to the longest possible lifetime.
 */
export function parseAccessTokenDocument(value: SecretValue | undefined): PublishedAccessToken | undefined {
  if (value?.text === undefined) return undefined;
  const parsed = document.safeParse(withoutNulls(parseJson(value.text)));
  if (!parsed.success) return undefined;
  const tokenType = parsed.data.token_type;
  const [issued, expires] = [Date.parse(parsed.data.issued_at), Date.parse(parsed.data.expires_at)];
  const isLater = issued > value.createdAt + CLOCK_TOLERANCE_MS;
  const issuedAt = isLater ? value.createdAt : issued;
  const kind = tokenType === 'Bearer' ? 'oauth-client' : 'refresh-token';
  return {
    accessToken: new Sensitive(parsed.data.access_token),
    tokenType,
    issuedAt,
    expiresAt: plausibleExpiry(issuedAt, expires - issued + issuedAt, kind),
    baseUrl: parsed.data.base_url,
    credential: parsed.data.credential,
    userId: parsed.data.alation_user_id ?? parsed.data.user_id,
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
