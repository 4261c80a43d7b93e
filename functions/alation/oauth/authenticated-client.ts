import type { OAuthClientCredential } from '../../integration/credential.ts';
import { isAlationRefusal } from '../api-key/refusal.ts';
import type { HttpResponse } from '../http/response.ts';
import { meaningOf } from '../http/failure.ts';
import type { AlationRequest, Http } from '../http/http.ts';
import type { ClientAuthentication } from './client-authentication.ts';
import { oauthErrorOf } from './error-response.ts';

/** Sends one OAuth request with the form of client authentication that the instance accepts. */
export type SendAsClient = (
  baseUrl: string,
  credential: OAuthClientCredential,
  request: (authentication: ClientAuthentication) => AlationRequest,
  deadline: AbortSignal,
) => Promise<HttpResponse>;

/**
 * Creates a `SendAsClient`. It keeps per instance and client the form that was accepted last, and tries that form first; at
 * the beginning HTTP Basic. The other form follows only a refusal, so that one call never mints twice. A response with
 * `invalid_client` is returned only if Alation itself refused both forms.
 */
export function createSendAsClient(http: Http): SendAsClient {
  const accepted = new Map<string, ClientAuthentication>();
  return async (baseUrl, credential, request, deadline) => {
    const client = JSON.stringify([baseUrl, credential.clientId]);
    const first = accepted.get(client) ?? 'client_secret_basic';
    const response = await http(request(first), deadline);
    if (meaningOf(response) === 'success') accepted.set(client, first);
    if (response.status !== 401 && oauthErrorOf(response) !== 'invalid_client') return response;

    const second = first === 'client_secret_basic' ? 'client_secret_post' : 'client_secret_basic';
    const retried = await http(request(second), deadline);
    if (meaningOf(retried) === 'success') accepted.set(client, second);
    // If a proxy refused the first form, `invalid_client` for the second proves nothing: Alation may accept the first.
    const isForeign = oauthErrorOf(response) !== 'invalid_client' && !isAlationRefusal(response);
    return isForeign && oauthErrorOf(retried) === 'invalid_client' ? response : retried;
  };
}
