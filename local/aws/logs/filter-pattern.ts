/**
 * Reads a filter pattern of terms. A message matches when it contains all terms without `?`, and at least one of the
 * terms that begin with `?`, if there are any. Terms are case-sensitive and may be quoted. Returns undefined for patterns
 * of JSON (`{…}`), columns (`[…]`) and regular expressions (`%…%`).
 *
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 */
export function filterPattern(pattern: string): ((message: string) => boolean) | undefined {
  if (/^\s*[{[%]/.test(pattern)) return undefined;
  const terms = Array.from(pattern.matchAll(/(\??)(?:"([^"]*)"|(\S+))/g), ([, mark, quoted, bare]) => ({
    isOptional: mark === '?',
    text: quoted ?? bare ?? '',
  }));
  const optional = terms.filter(({ isOptional }) => isOptional);
  const required = terms.filter(({ isOptional }) => !isOptional);
  return (message) =>
    required.every(({ text }) => message.includes(text)) &&
    (optional.length === 0 || optional.some(({ text }) => message.includes(text)));
}
