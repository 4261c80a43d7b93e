import type { OAuthClientCredential } from '../../integration/credential.ts';
import { RotationError } from '../../integration/rotation-error.ts';
import type { Sensitive } from '../../integration/sensitive.ts';
import type { Http } from '../http/http.ts';
import { processUserinfoResponse, userinfoRequest } from '../userinfo.ts';
import type { AskAsClient } from './authenticated-client.ts';
import { introspect } from './introspection.ts';

/**
 * Asks Alation whether an access token is alive, as the client that it belongs to. Throws the `RotationError` of
 * introspection when Alation does not tell.
 */
export type VerifyOnline = (
  baseUrl: string,
  accessToken: Sensitive,
  client: OAuthClientCredential,
  deadline: AbortSignal,
) => Promise<'active' | 'inactive'>;

/**
 * Makes a `VerifyOnline`. Where Alation refuses the client, which says nothing about the access token, the access token
 * itself is tried, as consumers do.
 */
export function createVerifyOnline(http: Http, askAsClient: AskAsClient): VerifyOnline {
  return async (baseUrl, accessToken, client, deadline) => {
    try {
      return await introspect(askAsClient, baseUrl, accessToken, client, deadline);
    } catch (error) {
      if (!(error instanceof RotationError) || error.code !== 'CredentialRejected') throw error;
      const verdict = processUserinfoResponse(await http(userinfoRequest(baseUrl, accessToken), deadline));
      if (verdict === undefined) throw error;
      return verdict;
    }
  };
}
