import { RotationError, type RotationErrorCode } from '../../integration/rotation-error.ts';
import type { OAuthClientCredential } from '../../integration/credential.ts';
import type { HttpResponse } from '../http/response.ts';
import { describeAnswer, failureOfStatus, malformedAnswer, meaningOf } from '../http/failure.ts';
import { jsonIfAny } from '../http/json-body.ts';
import { quoteKnownText } from '../known-texts.ts';
import { TokenErrorResponse } from './messages.ts';

/** What the errors of RFC 6749 section 5.2 mean, and the two of section 4.1.2.1 that servers also send here. */
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

/** The `error` of a 400 or 401 in the form of RFC 6749 section 5.2; undefined for all else. */
export function oauthErrorOf(answer: HttpResponse): OAuthError | undefined {
  if (answer.status !== 400 && answer.status !== 401) return undefined;
  const parsed = TokenErrorResponse.safeParse(jsonIfAny(answer));
  return parsed.success && isOAuthError(parsed.data.error) ? parsed.data.error : undefined;
}

function isOAuthError(error: string): error is OAuthError {
  return Object.hasOwn(codeOfOAuthError, error);
}

/** The error for an answer of an OAuth endpoint that is not a success. */
export function oauthFailure(answer: HttpResponse, credential: OAuthClientCredential): RotationError {
  const error = oauthErrorOf(answer);
  if (error !== undefined) {
    const code = codeOfOAuthError[error];
    const note = `${error}. ${quoteDescription(answer)}`.trim();
    if (code !== 'CredentialRejected') return failureOfStatus(answer, code, note);
    return new RotationError(
      code,
      `${describeAnswer(answer)}: the OAuth client of credential ${credential.name} is refused as ${note} ` +
        'Create a new client secret and store it.',
      { status: answer.status },
    );
  }
  const meaning = meaningOf(answer);
  if (meaning === 'success' || meaning === 'unauthorized') {
    return malformedAnswer(answer, 'a refusal that is not from Alation, perhaps the sign-on page of a proxy');
  }
  return failureOfStatus(answer, meaning, quoteDescription(answer));
}

function quoteDescription(answer: HttpResponse): string {
  const parsed = TokenErrorResponse.safeParse(jsonIfAny(answer));
  return parsed.success ? quoteKnownText(parsed.data.error_description) : '';
}
