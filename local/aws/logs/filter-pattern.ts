/**
 * Whether a message matches a filter pattern of terms: all of them, or any of those that begin with `?`. Terms are case
 * sensitive and may stand in double quotes. Patterns for JSON (`{…}`) and columns (`[…]`) are not served: undefined.
 *
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 */
export function filterPattern(pattern: string): ((message: string) => boolean) | undefined {
  if (/^\s*[{[%]/.test(pattern)) return undefined;
  const terms = Array.from(pattern.matchAll(/(\??)(?:"([^"]*)"|(\S+))/g), ([, any, quoted, bare]) => ({
    isOptional: any === '?',
    text: quoted ?? bare ?? '',
  }));
  const optional = terms.filter(({ isOptional }) => isOptional);
  const required = terms.filter(({ isOptional }) => !isOptional);
  return (message) =>
    required.every(({ text }) => message.includes(text)) &&
    (optional.length === 0 || optional.some(({ text }) => message.includes(text)));
}
