import type { OAuthClientCredential } from '../../integration/credential.ts';
import { isAlationRefusal } from '../api-key/refusal.ts';
import type { HttpResponse } from '../http/response.ts';
import { meaningOf } from '../http/failure.ts';
import type { AlationRequest, Http } from '../http/http.ts';
import type { ClientAuthentication } from './client-authentication.ts';
import { oauthErrorOf } from './error-response.ts';

/** Sends one OAuth request in the form of client authentication that the instance takes. */
export type AskAsClient = (
  baseUrl: string,
  credential: OAuthClientCredential,
  request: (authentication: ClientAuthentication) => AlationRequest,
  deadline: AbortSignal,
) => Promise<HttpResponse>;

/**
 * Makes an `AskAsClient` which tries HTTP Basic first and the body second, and remembers per instance and client what
 * was accepted. The second form is tried on a 401 alone, so that nothing is ever minted twice. An answer says
 * `invalid_client` only when Alation itself refused both forms.
 */
export function createAskAsClient(http: Http): AskAsClient {
  const accepted = new Map<string, ClientAuthentication>();
  return async (baseUrl, credential, request, deadline) => {
    const client = JSON.stringify([baseUrl, credential.clientId]);
    const first = accepted.get(client) ?? 'client_secret_basic';
    const answer = await http(request(first), deadline);
    if (meaningOf(answer) === 'success') accepted.set(client, first);
    if (answer.status !== 401 && oauthErrorOf(answer) !== 'invalid_client') return answer;

    const second = first === 'client_secret_basic' ? 'client_secret_post' : 'client_secret_basic';
    const retried = await http(request(second), deadline);
    if (meaningOf(retried) === 'success') accepted.set(client, second);
    // A proxy that answered the other form said nothing about the client: perhaps that was the form Alation takes.
    const proxied = oauthErrorOf(answer) !== 'invalid_client' && !isAlationRefusal(answer);
    return proxied && oauthErrorOf(retried) === 'invalid_client' ? answer : retried;
  };
}
