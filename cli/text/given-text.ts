/** Shorter than any token, client id or client secret that the measured Alation instances created. */
const LONGEST_REPEATED = 20;

/** Text that the operator typed, for a message. A long text may be a misplaced token, so only its length is given. */
export function givenText(text: string): string {
  if (text === '') return 'nothing';
  const isShort = text.length <= LONGEST_REPEATED && /^[\x20-\x7e]+$/.test(text);
  return isShort ? `"${text}"` : `${text.length} characters`;
}
