import { isIP } from 'node:net';
import { RotationError } from '../integration/rotation-error.ts';

/**
 * Parses the `base_url` of an Alation instance and returns it as an origin: `https://host`, no trailing slash.
 *
 * The function refuses every part that could send a secret to another server. Such parts are another scheme,
 * user info, a path, a query, a fragment, and a port or IP address that is not allowed exactly. The function also
 * refuses every spelling that the URL parser would repair.
 *
 * @param text `base_url` of the credentials secret
 * @param allowedHosts hosts (`acme.alationcloud.com`, `10.0.0.5:8443`), wildcards for any subdomain without a port
 *   (`*.alationcloud.com`), or exact origins with their scheme (`http://127.0.0.1:4581`, for an Alation server on this
 *   machine)
 * @throws RotationError `HostNotAllowed` for a scheme or host that is not allowed, `CredentialsMalformed` for all other
 *   mistakes. Of the input, a message quotes only a host that has the form of a host name or an IP address
 */
export function parseBaseUrl(text: string, allowedHosts: readonly string[]): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined) throw malformed('is not a URL');
  const entries = allowedHosts.map((entry) => entry.trim().toLowerCase());
  if (isSpelledAs(text, url.origin) && entries.some((entry) => isOriginEntry(entry, url.origin))) {
    return url.origin;
  }

  if (url.protocol !== 'https:') {
    throw new RotationError('HostNotAllowed', 'base_url must begin with https://. Write it as https://host.');
  }
  if (url.username !== '' || url.password !== '') throw malformed('contains a user name or password');
  if (url.pathname !== '/') throw malformed('contains a path');
  if (url.search !== '' || url.hash !== '') throw malformed('contains a query or a fragment');
  if (!isSpelledAs(text, url.origin)) throw malformed('is not written as a plain origin');

  if (!entries.some((entry) => isHostEntry(entry, url))) {
    const isExact = url.port !== '' || isAddress(url.hostname);
    throw new RotationError(
      'HostNotAllowed',
      `base_url names ${quotedHost(url)}. This host is not allowed. Allowed are: ${entries.join(', ') || 'none'}. ` +
        `Correct base_url, or add the host to the setting allowedHosts${isExact ? ', without a wildcard,' : ''} and deploy again.`,
    );
  }
  return url.origin;
}

/** Whether a text is the origin of an allowed Alation, such as `https://acme.alationcloud.com`. */
export function isAllowedBaseUrl(text: string, allowedHosts: readonly string[]): boolean {
  try {
    return parseBaseUrl(text, allowedHosts) === text;
  } catch {
    return false;
  }
}

function malformed(problem: string): RotationError {
  return new RotationError(
    'CredentialsMalformed',
    `base_url ${problem}. Write it as https://host, with nothing before or after the host and its port.`,
  );
}

/**
 * Names the host in a message. If an operator pasted a token after `https://`, the URL parser takes the token for a host,
 * so the message does not quote it. Such a host has no dots or has very long labels.
 */
function quotedHost({ host, hostname }: URL): string {
  if (isAddress(hostname)) return `the IP address ${host}`;
  const isName = /^[a-z0-9-]{1,40}(?:\.[a-z0-9-]{1,40})+\.?$/.test(hostname);
  return isName ? `the host ${host}` : 'a host that does not look like a host name';
}

/**
 * Compares the origin with the input as written: the URL parser drops `:443` and tabs, reads `\` as `/`, and decodes `%2e`.
 */
function isSpelledAs(text: string, origin: string): boolean {
  return text.toLowerCase().replace(/\/$/, '') === origin;
}

function isAddress(host: string): boolean {
  return host.startsWith('[') || isIP(host) !== 0;
}

function isOriginEntry(entry: string, origin: string): boolean {
  return entry.includes('://') && entry.replace(/\/$/, '') === origin;
}

/** A wildcard allows no port and no IP address, because another person may run a server at another port or address. */
function isHostEntry(entry: string, { host, hostname, port }: URL): boolean {
  if (!entry.startsWith('*.')) return entry === host;
  const suffix = entry.slice(1);
  const isSubdomain = suffix.length > 1 && hostname.length > suffix.length && hostname.endsWith(suffix);
  return isSubdomain && port === '' && !isAddress(hostname);
}
