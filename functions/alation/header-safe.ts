/** Longest access token that is taken; Node, and most servers, stop at 16 KiB for all headers together. */
const MAX_LENGTH = 8_192;

/**
 * Whether an access token can stand in a header value as it is: visible ASCII, no blank, no line break
 * (RFC 9110 section 5.5). Its form is otherwise Alation's own affair.
 */
export function isHeaderSafe(accessToken: string): boolean {
  return accessToken.length <= MAX_LENGTH && /^[\x21-\x7e]+$/.test(accessToken);
}
