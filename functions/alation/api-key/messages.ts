import * as z from 'zod/mini';
import { credentialText } from '../../integration/credentials-document.ts';

/** Paths of the API-key endpoints. Alation's routes need the trailing slash. */
export const ApiKeyPath = {
  createAPIAccessToken: '/integration/v1/createAPIAccessToken/',
  validateAPIAccessToken: '/integration/v1/validateAPIAccessToken/',
  validateRefreshToken: '/integration/v1/validateRefreshToken/',
  regenRefreshToken: '/integration/v1/regenRefreshToken/',
} as const;

/**
 * Body of createAPIAccessToken, validateRefreshToken and regenRefreshToken. Alation checks refresh token and user as a
 * pair.
 */
export interface RefreshTokenRequest {
  readonly refresh_token: string;
  readonly user_id: number;
}

/** Body of validateAPIAccessToken. */
export interface APIAccessTokenRequest {
  readonly api_access_token: string;
  readonly user_id: number;
}

// Lazy schemas: most cold starts find nothing due, and parse no response.

const anything = z.optional(z.unknown());

/** Fields that all responses about a token share. Each endpoint checks the fields that it uses. */
const tokenFields = {
  user_id: z.optional(z.nullable(z.union([z.number(), z.string()]))),
  created_at: anything,
  token_expires_at: anything,
  token_status: z.optional(z.nullable(z.string())),
  /** Alation does not document this field, but its own SDKs read "failed" as an error, also in a 2xx response. */
  status: z.optional(z.unknown().check(z.refine((status) => status !== 'failed'))),
};

/** 201 of createAPIAccessToken; any 2xx is accepted. */
export const CreateAPIAccessTokenResponse = z.lazy(() =>
  z.object({ ...tokenFields, api_access_token: z.string() }),
);
export type CreateAPIAccessTokenResponse = z.infer<typeof CreateAPIAccessTokenResponse>;

/** 2xx of regenRefreshToken. Only a refresh token that the credentials secret may hold is accepted. */
export const RegenRefreshTokenResponse = z.lazy(() =>
  z.object({ ...tokenFields, refresh_token: credentialText }),
);

/** 200 of validateAPIAccessToken. */
export const ValidateAPIAccessTokenResponse = z.lazy(() =>
  z.object({
    ...tokenFields,
    token_status: z.string(),
    api_access_token: z.optional(z.nullable(z.string())),
  }),
);

/** 200 of validateRefreshToken. */
export const ValidateRefreshTokenResponse = z.lazy(() =>
  z.object({ ...tokenFields, last_used_at: anything }),
);

/** Body of a refusal, e.g. `{"detail":"Refresh token provided is invalid.","code":"401000"}`. */
export const ErrorResponse = z.lazy(() => z.object({ code: anything, detail: anything }));

/** Ignores the letter case: instances send `ACTIVE`, the documentation shows `active`. */
export function isStatus(
  tokenStatus: string | null | undefined,
  expected: 'active' | 'expired' | 'revoked',
): boolean {
  return tokenStatus?.toLowerCase() === expected;
}

/** Whether a response is about the expected user. A response without a user counts as a response about this user. */
export function isAboutUser(userId: number | string | null | undefined, expected: number): boolean {
  return userId === undefined || userId === null || String(userId) === String(expected);
}

/**
 * What is wrong with a token that Alation has just issued for a user; undefined if nothing is.
 *
 * @param what the token, as a message names it
 */
export function issueProblem(
  {
    user_id: userId,
    token_status: status,
  }: { readonly user_id?: number | string | null; readonly token_status?: string | null },
  expected: number,
  what: 'access token' | 'refresh token',
): string | undefined {
  if (!isAboutUser(userId, expected)) return `the ${what} belongs to another user_id than the request names`;
  const isActive = status === undefined || status === null || isStatus(status, 'active');
  return isActive ? undefined : `the new ${what} is not ACTIVE`;
}
