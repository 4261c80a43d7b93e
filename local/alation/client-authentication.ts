import type { AcceptedClientAuthentication } from './behaviour.ts';
import type { IncomingRequest } from './incoming-request.ts';
import { isSameSecret, type OAuthClient, type OAuthClients } from './oauth-clients.ts';

/** Id and secret in a request. */
export interface PresentedClient {
  readonly by: 'basic' | 'body';
  readonly clientId: string;
  readonly clientSecret: string;
}

/** Id and secret in a request, unchecked (RFC 6749 section 2.3.1). The header takes precedence over the body. */
export function presentedClient({ headers, body }: IncomingRequest): PresentedClient | undefined {
  const encoded = /^Basic +(\S+)$/i.exec(headers.authorization ?? '')?.[1];
  if (encoded !== undefined) {
    const pair = Buffer.from(encoded, 'base64').toString();
    const colon = pair.indexOf(':');
    if (colon === -1) return undefined;
    return {
      by: 'basic',
      clientId: formDecode(pair.slice(0, colon)),
      clientSecret: formDecode(pair.slice(colon + 1)),
    };
  }
  if (typeof body === 'string' || body.encoding !== 'form') return undefined;
  const { client_id: clientId, client_secret: clientSecret } = body.fields;
  if (typeof clientId !== 'string' || typeof clientSecret !== 'string') return undefined;
  return { by: 'body', clientId, clientSecret };
}

/** The client whose id and secret are in a request, or why the authentication fails. */
export function authenticateClient(
  request: IncomingRequest,
  clients: OAuthClients,
  accepted: AcceptedClientAuthentication,
): OAuthClient | 'wrong-secret' | 'not-found' {
  const presented = presentedClient(request);
  if (presented === undefined || (accepted !== 'both' && accepted !== presented.by)) return 'not-found';
  const client = clients.find(presented.clientId);
  if (client === undefined) return 'not-found';
  return isSameSecret(client.clientSecret, presented.clientSecret) ? client : 'wrong-secret';
}

/** Decodes one value of application/x-www-form-urlencoded (RFC 6749 appendix B). */
function formDecode(value: string): string {
  return new URLSearchParams(`v=${value.replaceAll('&', '%26')}`).get('v') ?? value;
}
