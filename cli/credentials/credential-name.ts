/** The form of a credential's name in tags, events and alerts. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$/;

/** An integration has at most 8 credentials, so one of these 9 letters is always free. */
const LETTERS = Array.from('abcdefghi');

/** Whether a text is a valid name of a credential. */
export function isCredentialName(text: unknown): text is string {
  return typeof text === 'string' && NAME.test(text);
}

/** The beginning of the names that the command gives: `<integration>-`; a long name of the integration is cut. */
export function credentialStem(integration: string): string {
  return `${integration.slice(0, 38)}-`;
}

/** The first free of `<integration>-a`, `-b`, …; a long name of the integration is cut. */
export function nextCredentialName(integration: string, taken: readonly string[]): string {
  const stem = credentialStem(integration);
  const letter = LETTERS.find((one) => !taken.includes(`${stem}${one}`)) ?? 'j';
  return `${stem}${letter}`;
}
