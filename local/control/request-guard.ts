import type { HttpRequest } from '../http/http-message.ts';

/** Names of this machine under which a person opens the control server. */
const OWN_HOSTS = ['127.0.0.1', 'localhost'];

/**
 * Why a request is refused, or undefined. A page of another site must not control this server: neither by requests of a
 * browser (CSRF), nor under a name that its owner points to 127.0.0.1 (DNS rebinding). A client that is no browser sends
 * no Origin.
 *
 * @param port the server's own port
 * @see https://owasp.org/www-community/attacks/csrf
 */
export function refusalOf(
  { method, headers }: Pick<HttpRequest, 'method' | 'headers'>,
  port: number,
): string | undefined {
  const hosts = OWN_HOSTS.map((name) => `${name}:${port}`);
  if (!hosts.includes(headers.host ?? '')) {
    return `Got the host "${headers.host ?? ''}". Allowed: ${hosts.join(' or ')}.`;
  }
  const { origin } = headers;
  if (method === 'GET' || origin === undefined || origin === `http://${headers.host}`) return undefined;
  return `Got a request of a page of "${origin}". Allowed: pages of this server only.`;
}
