import * as z from 'zod/mini';

/** Path of every API-key endpoint; Alation's routes need the trailing slash. */
export const ApiKeyPath = {
  createAPIAccessToken: '/integration/v1/createAPIAccessToken/',
  validateAPIAccessToken: '/integration/v1/validateAPIAccessToken/',
  validateRefreshToken: '/integration/v1/validateRefreshToken/',
} as const;

/** Body of createAPIAccessToken and validateRefreshToken. Alation checks the two as a pair. */
export interface RefreshTokenRequest {
  readonly refresh_token: string;
  readonly user_id: number;
}

/** Body of validateAPIAccessToken. */
export interface APIAccessTokenRequest {
  readonly api_access_token: string;
  readonly user_id: number;
}

const anything = z.optional(z.unknown());

/** Fields that all answers about a token share; what is missing or of another type is judged where it matters. */
const tokenFields = {
  user_id: z.optional(z.nullable(z.union([z.number(), z.string()]))),
  created_at: anything,
  token_expires_at: anything,
  token_status: z.optional(z.nullable(z.string())),
  /** Not documented, yet Alation's own SDKs look for "failed" here in answers with 2xx. */
  status: anything,
};

/** 201 (any 2xx is taken) of createAPIAccessToken. */
export const CreateAPIAccessTokenResponse = z.object({ ...tokenFields, api_access_token: z.string() });

/** 200 of validateAPIAccessToken. */
export const ValidateAPIAccessTokenResponse = z.object({
  ...tokenFields,
  api_access_token: z.optional(z.nullable(z.string())),
});

/** 200 of validateRefreshToken. */
export const ValidateRefreshTokenResponse = z.object(tokenFields);

/** A refusal, e.g. `{"detail":"Refresh token provided is invalid.","code":"401000"}`. */
export const ErrorResponse = z.object({ code: anything, detail: anything });

/** `ACTIVE` from instances, `active` in the documentation. */
export function isStatus(
  tokenStatus: string | null | undefined,
  expected: 'active' | 'expired' | 'revoked',
): boolean {
  return tokenStatus?.toLowerCase() === expected;
}

/** Whether an answer is about that user; one that names no user is. */
export function isAboutUser(userId: number | string | null | undefined, expected: number): boolean {
  return userId === undefined || userId === null || String(userId) === String(expected);
}
