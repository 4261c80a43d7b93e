import { parseBaseUrl } from '../../functions/alation/base-url.ts';

const LOOPBACK = /^https?:\/\/(?:127\.0\.0\.1|localhost)(?::\d{1,5})?\/?$/i;

/**
 * The `base_url` an operator gives, as an origin. Its form is checked here; whether its host is one of those the stack
 * allows is known to the rotator, which refuses it with `HostNotAllowed`. An Alation on this machine may speak HTTP.
 *
 * @throws RotationError `CredentialsMalformed` or `HostNotAllowed`; no message quotes more than the host
 */
export function operatorBaseUrl(text: string): string {
  const allowed =
    LOOPBACK.test(text) || !URL.canParse(text) ? text.replace(/\/$/, '') : new URL(text).hostname;
  return parseBaseUrl(text, [allowed]);
}
