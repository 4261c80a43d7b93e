import { isIP } from 'node:net';
import * as z from 'zod/mini';

const message =
  'must be a lower-case host such as acme.alationcloud.com, alation.corp:8443, 10.0.0.5 or *.alationcloud.com, without scheme, path and port 443';

// At least one label is required between `*.` and the top-level domain, so `*` and `*.com` are refused.
const WILDCARD = /^\*\.(?!-)[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63})*\.[a-z][a-z0-9-]*[a-z0-9]$/;
const NAME = /^(?!-)[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63})*\.[a-z][a-z0-9-]*[a-z0-9]$/;
/** Link-local addresses, e.g. of the instance metadata service, which returns AWS credentials. Alation never has one. */
const LINK_LOCAL = /^(?:169\.254\.|fe[89ab])/;

/** A host of `allowedHosts`: a name or an IP address, with a port if it is not 443, or `*.` and a domain. */
export const allowedHost = z
  .string(message)
  .check(z.refine((entry) => WILDCARD.test(entry) || isExactHost(entry), message));

function isExactHost(entry: string): boolean {
  const address = `https://${entry}`;
  // The parser corrects other spellings, and the rotator compares with the corrected spelling.
  if (!URL.canParse(address) || new URL(address).origin !== address) return false;
  const name = new URL(address).hostname.replace(/^\[(.*)\]$/, '$1');
  return isIP(name) === 0 ? NAME.test(name) : !LINK_LOCAL.test(name);
}

/** The ports of these hosts, each once. */
export function portsOf(allowedHosts: readonly string[]): number[] {
  const ports = allowedHosts.map((entry) => Number(/:(\d+)$/.exec(entry)?.[1] ?? 443));
  return [...new Set(ports)];
}
