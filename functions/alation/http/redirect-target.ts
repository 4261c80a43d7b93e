import type { HttpResponse } from './response.ts';

/** Host names that a message may contain. A longer label may be a reflected token. */
const NAMEABLE = /^(?=.{1,100}$)[a-z0-9-]{1,30}(?:\.[a-z0-9-]{1,30})*(?::\d{1,5})?$/;

/**
 * The host to which a redirect points; undefined without a readable `Location`, and for a host that a message must not
 * contain. Messages never contain the path and the query of `Location` (RFC 9110 section 10.2.2), because these may hold
 * a token.
 */
export function redirectHost({
  headers,
  request,
}: Pick<HttpResponse, 'headers' | 'request'>): string | undefined {
  const location = headers.get('location');
  if (location === null) return undefined;
  const base = `https://${request.host}/`;
  if (!URL.canParse(location, base)) return undefined;
  const { host } = new URL(location, base);
  return NAMEABLE.test(host) ? host : undefined;
}
