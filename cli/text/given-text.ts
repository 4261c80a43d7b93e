/** Shorter than any token, client id or client secret that Alation gave out on the instances that were measured. */
const MOST_THAT_IS_REPEATED = 20;

/**
 * What somebody typed, for a message about it: repeated where that helps, and only counted where it may be a token that
 * was pasted into the wrong place.
 */
export function givenWords(text: string): string {
  if (text === '') return 'nothing';
  const isShort = text.length <= MOST_THAT_IS_REPEATED && /^[\x20-\x7e]+$/.test(text);
  return isShort ? `"${text}"` : `${text.length} characters`;
}
