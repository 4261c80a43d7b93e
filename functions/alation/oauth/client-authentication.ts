import type { OAuthClientCredential } from '../../integration/credential.ts';
import type { AlationRequest } from '../http/http.ts';

/** How a client authenticates (RFC 6749 section 2.3.1), with the names of the OAuth parameters registry. */
export type ClientAuthentication = 'client_secret_basic' | 'client_secret_post';

/**
 * A form request that carries the client's id and secret.
 *
 * @param request without content and headers
 * @param form the request's own parameters
 */
export function authenticatedRequest(
  request: Omit<AlationRequest, 'content' | 'headers'>,
  form: Readonly<Record<string, string>>,
  credential: OAuthClientCredential,
  authentication: ClientAuthentication,
): AlationRequest {
  const type = 'application/x-www-form-urlencoded';
  switch (authentication) {
    case 'client_secret_basic':
      return {
        ...request,
        headers: { authorization: `Basic ${basicCredentials(credential)}` },
        content: { type, text: new URLSearchParams(form).toString() },
      };
    case 'client_secret_post': {
      const client = { client_id: credential.clientId, client_secret: credential.clientSecret.reveal() };
      return { ...request, content: { type, text: new URLSearchParams({ ...form, ...client }).toString() } };
    }
    default:
      return authentication satisfies never;
  }
}

/** The client secret in every form that a request carries. */
export function carriedSecrets(credential: OAuthClientCredential): readonly string[] {
  const secret = credential.clientSecret.reveal();
  return [secret, formEncode(secret), basicCredentials(credential)];
}

/** Form-encodes the id and the secret first, so that a colon in the id does not end the id (RFC 6749 section 2.3.1). */
function basicCredentials({ clientId, clientSecret }: OAuthClientCredential): string {
  const pair = `${formEncode(clientId)}:${formEncode(clientSecret.reveal())}`;
  return Buffer.from(pair).toString('base64');
}

/** application/x-www-form-urlencoded of one value in UTF-8 (RFC 6749 appendix B). */
function formEncode(value: string): string {
  return new URLSearchParams({ '': value }).toString().slice(1);
}
