import type { OAuthClientCredential } from '../../integration/credential.ts';
import { RotationError } from '../../integration/rotation-error.ts';
import type { Sensitive } from '../../integration/sensitive.ts';
import type { Http } from '../http/http.ts';
import { processUserinfoResponse, userinfoRequest } from '../userinfo.ts';
import type { SendAsClient } from './authenticated-client.ts';
import { introspect } from './introspection.ts';

/**
 * Verifies an access token with Alation. `client` authenticates the introspection.
 *
 * @throws RotationError if Alation does not report whether the access token is active: the error of introspection, or of
 *   the userinfo request that follows
 */
export type VerifyOnline = (
  baseUrl: string,
  accessToken: Sensitive,
  client: OAuthClientCredential,
  deadline: AbortSignal,
) => Promise<'active' | 'inactive'>;

/**
 * Creates a `VerifyOnline`. If Alation refuses the client, introspection proves nothing about the access token. Then
 * `VerifyOnline` sends a request with the access token itself, as consumers do.
 */
export function createVerifyOnline(http: Http, sendAsClient: SendAsClient): VerifyOnline {
  return async (baseUrl, accessToken, client, deadline) => {
    try {
      return await introspect(sendAsClient, baseUrl, accessToken, client, deadline);
    } catch (error) {
      if (!(error instanceof RotationError) || error.code !== 'CredentialRejected') throw error;
      const status = processUserinfoResponse(await http(userinfoRequest(baseUrl, accessToken), deadline));
      if (status === undefined) throw error;
      return status;
    }
  };
}
