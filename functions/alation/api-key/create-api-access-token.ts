import type { MintedAccessToken } from '../../integration/access-token.ts';
import type { RefreshTokenCredential } from '../../integration/credential.ts';
import { longestLifetimeMs } from '../../integration/plausible-state.ts';
import { RotationError } from '../../integration/rotation-error.ts';
import { Sensitive } from '../../integration/sensitive.ts';
import { isHeaderSafe } from '../header-safe.ts';
import type { HttpResponse } from '../http/response.ts';
import { describeResponse, malformedResponse } from '../http/failure.ts';
import type { AlationRequest } from '../http/http.ts';
import { requireJson } from '../http/json-body.ts';
import { expiryOf, isPlausible, measureSkew, parseTimestamp } from '../lifetime.ts';
import type { ReportedLifetime } from '../lifetime.ts';
import { reflectsSecret } from '../reflected-secret.ts';
import { ApiKeyPath, CreateAPIAccessTokenResponse, issueProblem } from './messages.ts';
import { outcomeOf, quoteDetail } from './refusal.ts';
import { apiKeyRequest, refreshTokenBody } from './request.ts';

/**
 * The request that creates an API access token from a refresh token. Alation revokes the previous access token
 * (developer.alation.com/dev/docs/authentication-into-alation-apis).
 */
export function createAPIAccessTokenRequest(
  baseUrl: string,
  credential: RefreshTokenCredential,
): AlationRequest {
  const body = refreshTokenBody(credential);
  return apiKeyRequest(baseUrl, ApiKeyPath.createAPIAccessToken, body, { mints: true });
}

/**
 * Processes the response to `createAPIAccessTokenRequest`.
 *
 * @param issuedAt the rotator's clock before the request was sent
 * @param assumedLifetimeMs lifetime of an access token whose expiry Alation does not report
 * @throws RotationError `CredentialRejected`, `AlationAnswerMalformed`, `MintOutcomeUnknown`, or by the status table
 */
export function processCreateAPIAccessTokenResponse(
  response: HttpResponse,
  credential: RefreshTokenCredential,
  issuedAt: number,
  assumedLifetimeMs: number,
): MintedAccessToken {
  if (outcomeOf(response) === 'refused') throw rejection(response, credential);

  const parsed = CreateAPIAccessTokenResponse.safeParse(requireJson(response));
  if (!parsed.success) throw malformedResponse(response, 'the body contains no access token');
  const body = parsed.data;
  const problem = problemOf(body, credential);
  if (problem !== undefined) throw malformedResponse(response, problem);

  const { lifetimeMs, isDoubtful } = lifetimeOf(body, response, issuedAt);
  if (lifetimeMs !== undefined && lifetimeMs <= 0) {
    throw malformedResponse(response, 'the new access token has already expired');
  }
  return {
    accessToken: new Sensitive(body.api_access_token),
    tokenType: 'APIAccessToken',
    issuedAt,
    ...expiryOf(lifetimeMs, issuedAt, assumedLifetimeMs),
    ...(isDoubtful && { isLifetimeDoubtful: true }),
  };
}

/**
 * The reported lifetime. The lifetime is doubtful if the two times of the body are further apart than the longest
 * lifetime.
 *
 * Both times in the body come from Alation's clock, so their difference is the lifetime. The difference says nothing if
 * it is 0, as in the example of Alation's guide, or too long. Then, and without `created_at`, the lifetime ends at the
 * earlier of two expiries: by the rotator's clock and by `Date`.
 */
function lifetimeOf(
  { created_at: createdAt, token_expires_at: tokenExpiresAt }: CreateAPIAccessTokenResponse,
  { headers, receivedAt }: HttpResponse,
  issuedAt: number,
): ReportedLifetime {
  const expiresAt = parseTimestamp(tokenExpiresAt);
  if (expiresAt === undefined) return { lifetimeMs: undefined, isDoubtful: false };
  const longest = longestLifetimeMs['refresh-token'];
  const byBody = expiresAt - (parseTimestamp(createdAt) ?? expiresAt);
  if (byBody < 0 || isPlausible(byBody, longest)) return { lifetimeMs: byBody, isDoubtful: false };
  const byClocks = [expiresAt, expiresAt - measureSkew(headers, receivedAt)]
    .map((time) => time - issuedAt)
    .filter((lifetime) => isPlausible(lifetime, longest));
  return {
    lifetimeMs: byClocks.length === 0 ? undefined : Math.min(...byClocks),
    isDoubtful: byBody > longest,
  };
}

function problemOf(
  body: CreateAPIAccessTokenResponse,
  { refreshToken, userId }: RefreshTokenCredential,
): string | undefined {
  if (!isHeaderSafe(body.api_access_token)) {
    return 'the access token is empty, too long, or contains characters that a header cannot carry';
  }
  if (reflectsSecret(body.api_access_token, [refreshToken.reveal()])) {
    return 'the access token repeats the refresh token';
  }
  return issueProblem(body, userId, 'access token');
}

function rejection(response: HttpResponse, credential: RefreshTokenCredential): RotationError {
  return new RotationError(
    'CredentialRejected',
    `${describeResponse(response)}: Alation refuses the refresh token of credential ${credential.name}, or user_id ` +
      `${credential.userId} is not its owner. ${quoteDetail(response)} Create a new refresh token and store it.`,
    { status: response.status },
  );
}
