/**
 * The longest text, in characters, that a message quotes. Every token, client id and client secret that the measured
 * Alation instances created is longer.
 */
const MAX_QUOTED_LENGTH = 20;

/** Text that the operator typed, for a message. A long text may be a misplaced token, so only its length is given. */
export function givenText(text: string): string {
  if (text === '') return 'nothing';
  const isShort = text.length <= MAX_QUOTED_LENGTH && /^[\x20-\x7e]+$/.test(text);
  return isShort ? `"${text}"` : `${text.length} characters`;
}
