/** Longest accepted access token. Node and most servers limit all headers together to 16 KiB. */
const MAX_LENGTH = 8_192;

/**
 * Whether a header value can hold an access token unchanged: visible ASCII, no space, no line break (RFC 9110 section
 * 5.5), and not too long. Nothing else is checked, because Alation may change the form of its access tokens.
 */
export function isHeaderSafe(accessToken: string): boolean {
  return accessToken.length <= MAX_LENGTH && /^[\x21-\x7e]+$/.test(accessToken);
}
