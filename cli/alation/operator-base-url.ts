import { parseBaseUrl } from '../../functions/alation/base-url.ts';

const LOOPBACK = /^https?:\/\/(?:127\.0\.0\.1|localhost)(?::\d{1,5})?\/?$/i;

/**
 * The `base_url` that an operator gives, as an origin. Only its form is checked: the rotator has the allowed hosts and
 * fails with `HostNotAllowed` for any other host. An Alation on this machine may use HTTP.
 *
 * @throws RotationError `CredentialsMalformed` or `HostNotAllowed`; a message quotes at most the host
 */
export function operatorBaseUrl(text: string): string {
  const allowed = LOOPBACK.test(text) || !URL.canParse(text) ? text.replace(/\/$/, '') : new URL(text).host;
  return parseBaseUrl(text, [allowed]);
}
