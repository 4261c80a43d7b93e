import type { OAuthClientCredential } from '../../integration/credential.ts';
import type { Sensitive } from '../../integration/sensitive.ts';
import type { HttpResponse } from '../http/response.ts';
import { malformedAnswer, meaningOf } from '../http/failure.ts';
import type { AlationRequest } from '../http/http.ts';
import { requireJson } from '../http/json-body.ts';
import type { AskAsClient } from './authenticated-client.ts';
import { authenticatedRequest, type ClientAuthentication } from './client-authentication.ts';
import { oauthFailure } from './error-response.ts';
import { IntrospectionResponse, OAuthPath } from './messages.ts';

/**
 * Asks whether an access token is live, as this client.
 *
 * @throws RotationError as `processIntrospectionResponse`, and when no answer came
 */
export async function introspect(
  askAsClient: AskAsClient,
  baseUrl: string,
  accessToken: Sensitive,
  client: OAuthClientCredential,
  deadline: AbortSignal,
): Promise<'active' | 'inactive'> {
  const answer = await askAsClient(
    baseUrl,
    client,
    (authentication) => introspectionRequest(baseUrl, accessToken, client, authentication),
    deadline,
  );
  return processIntrospectionResponse(answer, client);
}

/**
 * The request that asks whether a JWT is live (RFC 7662). Without `verify_token=true` Alation does not check the
 * signature.
 */
function introspectionRequest(
  baseUrl: string,
  accessToken: Sensitive,
  credential: OAuthClientCredential,
  authentication: ClientAuthentication,
): AlationRequest {
  return authenticatedRequest(
    { baseUrl, method: 'POST', path: OAuthPath.introspect, query: 'verify_token=true', mints: false },
    { token: accessToken.reveal(), token_type_hint: 'access_token' },
    credential,
    authentication,
  );
}

/**
 * Judges the answer to `introspectionRequest`; an inactive token is answered with 200 too.
 *
 * @throws RotationError as the other OAuth endpoints; `CredentialRejected` is about the client that asked, and says
 *   nothing about the access token
 */
function processIntrospectionResponse(
  answer: HttpResponse,
  credential: OAuthClientCredential,
): 'active' | 'inactive' {
  if (meaningOf(answer) !== 'success') throw oauthFailure(answer, credential);
  const parsed = IntrospectionResponse.safeParse(requireJson(answer));
  if (!parsed.success)
    throw malformedAnswer(answer, 'the body does not tell whether the access token is active');
  return parsed.data.active ? 'active' : 'inactive';
}
