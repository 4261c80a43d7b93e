import { isIP } from 'node:net';
import type { HttpRequest } from './http-message.ts';

type Guarded = Pick<HttpRequest, 'method' | 'headers'>;

/**
 * Why a request from a browser is refused, or undefined: a page of another origin must not use this server (CSRF). A browser
 * states where a request comes from in Origin or Sec-Fetch-Site. A client that is no browser sends neither.
 *
 * @see https://owasp.org/www-community/attacks/csrf
 * @see https://www.w3.org/TR/fetch-metadata/
 */
export function foreignPageRefusal({ method, headers }: Guarded): string | undefined {
  const { host, origin } = headers;
  if (origin !== undefined && origin !== `http://${host}` && origin !== `https://${host}`)
    return `Got a request from a page of "${origin}". Allowed: pages of this server only.`;
  const site = headers['sec-fetch-site'] ?? 'none';
  if (site === 'same-origin' || site === 'none') return undefined;
  // A user may follow a link from another site to this server. The page then opens in a window or tab, not in a frame.
  const isLink =
    method === 'GET' && headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document';
  return isLink
    ? undefined
    : 'Got a request from a page of another origin. Allowed: pages of this server only.';
}

/**
 * Why a request for this host is refused, or undefined. The owner of a domain can point the domain to 127.0.0.1. Then a
 * page of the domain has the same origin as this server (DNS rebinding). So only hosts that cannot be registered as a
 * domain are allowed: an IP address, and the name of a machine or container.
 */
export function publicHostRefusal({ headers: { host = '' } }: Guarded): string | undefined {
  const name = host.replace(/:\d*$/, '').replace(/^\[(.*)\]$/, '$1');
  const isLocal = isIP(name) !== 0 || /^[^.]+$|\.(?:localhost|internal)$/i.test(name);
  return isLocal
    ? undefined
    : `Got the host "${host}". Allowed: an IP address, or a name without a dot or below .localhost or .internal.`;
}

/** Why a request for this host is refused, or undefined: only the names of this machine on this port are allowed. */
export function otherHostRefusal({ headers: { host = '' } }: Guarded, port: number): string | undefined {
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
  return hosts.includes(host) ? undefined : `Got the host "${host}". Allowed: ${hosts.join(' or ')}.`;
}
