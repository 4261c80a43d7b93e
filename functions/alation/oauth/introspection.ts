import type { OAuthClientCredential } from '../../integration/credential.ts';
import type { Sensitive } from '../../integration/sensitive.ts';
import type { HttpResponse } from '../http/response.ts';
import { malformedResponse, meaningOf } from '../http/failure.ts';
import type { AlationRequest } from '../http/http.ts';
import { requireJson } from '../http/json-body.ts';
import type { SendAsClient } from './authenticated-client.ts';
import { authenticatedRequest, type ClientAuthentication } from './client-authentication.ts';
import { oauthFailure } from './error-response.ts';
import { IntrospectionResponse, OAuthPath } from './messages.ts';

/**
 * Verifies an access token by introspection as this client (RFC 7662).
 *
 * @throws RotationError as `processIntrospectionResponse`, and if no response arrives
 */
export async function introspect(
  sendAsClient: SendAsClient,
  baseUrl: string,
  accessToken: Sensitive,
  client: OAuthClientCredential,
  deadline: AbortSignal,
): Promise<'active' | 'inactive'> {
  const response = await sendAsClient(
    baseUrl,
    client,
    (authentication) => introspectionRequest(baseUrl, accessToken, client, authentication),
    deadline,
  );
  return processIntrospectionResponse(response, client);
}

/** The introspection request. Without `verify_token=true` Alation does not check the signature. */
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
 * Processes the response to `introspectionRequest`, which has status 200 for an inactive access token too.
 *
 * @throws RotationError as the other OAuth endpoints. `CredentialRejected` is about the client and proves nothing about
 *   the access token.
 */
function processIntrospectionResponse(
  response: HttpResponse,
  credential: OAuthClientCredential,
): 'active' | 'inactive' {
  if (meaningOf(response) !== 'success') throw oauthFailure(response, credential);
  const parsed = IntrospectionResponse.safeParse(requireJson(response));
  if (!parsed.success)
    throw malformedResponse(response, 'the body does not say whether the access token is active');
  return parsed.data.active ? 'active' : 'inactive';
}
