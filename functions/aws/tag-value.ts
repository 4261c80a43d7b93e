const MAX_TAG_VALUE_LENGTH = 256;

/**
 * A value that AWS accepts for a tag: letters, digits, spaces and `_ . : / = + - @`, at most 256 characters. Any other
 * character becomes `_`, and a longer value is cut. Tags are a cache, so an invalid value must not fail a rotation.
 *
 * @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_Tag.html
 */
export function tagValue(value: string): string {
  const allowed = value.replaceAll(/[^\p{L}\p{Z}\p{N}_.:/=+\-@]/gu, '_');
  return Array.from(allowed).slice(0, MAX_TAG_VALUE_LENGTH).join('');
}
