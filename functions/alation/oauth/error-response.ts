import { RotationError, type RotationErrorCode } from '../../integration/rotation-error.ts';
import type { OAuthClientCredential } from '../../integration/credential.ts';
import type { HttpResponse } from '../http/response.ts';
import { describeResponse, failureOfStatus, foreignRefusal, meaningOf } from '../http/failure.ts';
import { jsonOrUndefined } from '../http/json-body.ts';
import { quoteKnownText } from '../known-texts.ts';
import { TokenErrorResponse } from './messages.ts';

/**
 * The failure code of each error of RFC 6749 section 5.2, and of two errors of section 4.1.2.1 that token endpoints also
 * send.
 */
const codeOfOAuthError = {
  invalid_client: 'CredentialRejected',
  invalid_grant: 'CredentialRejected',
  unauthorized_client: 'AlationForbidden',
  invalid_request: 'AlationRequestRefused',
  unsupported_grant_type: 'AlationRequestRefused',
  invalid_scope: 'AlationRequestRefused',
  temporarily_unavailable: 'AlationUnavailable',
  server_error: 'AlationUnavailable',
} as const satisfies Record<string, RotationErrorCode>;

type OAuthError = keyof typeof codeOfOAuthError;

/** The `error` of a 400 or 401 in the form of RFC 6749 section 5.2; undefined for any other response. */
export function oauthErrorOf(response: HttpResponse): OAuthError | undefined {
  if (response.status !== 400 && response.status !== 401) return undefined;
  const parsed = TokenErrorResponse.safeParse(jsonOrUndefined(response));
  return parsed.success && isOAuthError(parsed.data.error) ? parsed.data.error : undefined;
}

function isOAuthError(error: string): error is OAuthError {
  return Object.hasOwn(codeOfOAuthError, error);
}

/** The error for a response of an OAuth endpoint that is not a success. */
export function oauthFailure(response: HttpResponse, credential: OAuthClientCredential): RotationError {
  const error = oauthErrorOf(response);
  if (error !== undefined) {
    const code = codeOfOAuthError[error];
    const note = quoteDescription(response);
    if (code !== 'CredentialRejected') return failureOfStatus(response, code, `${error}. ${note}`.trim());
    return new RotationError(
      code,
      `${describeResponse(response)}: Alation refuses the OAuth client of credential ${credential.name} (${error}). ` +
        `${note} Create a new client secret and store it.`,
      { status: response.status },
    );
  }
  const meaning = meaningOf(response);
  if (meaning === 'success' || meaning === 'unauthorized') return foreignRefusal(response);
  return failureOfStatus(response, meaning, quoteDescription(response));
}

function quoteDescription(response: HttpResponse): string {
  const parsed = TokenErrorResponse.safeParse(jsonOrUndefined(response));
  return parsed.success ? quoteKnownText(parsed.data.error_description) : '';
}
