/** As the credentials document allows it. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$/;

/** More than an integration may have credentials. */
const LETTERS = Array.from('abcdefghi');

/** Whether a credential may be called so. */
export function isCredentialName(text: unknown): text is string {
  return typeof text === 'string' && NAME.test(text);
}

/** The next free of `<integration>-a`, `-b`, …; the integration's own name is cut where it would be too long. */
export function nextCredentialName(integration: string, taken: readonly string[]): string {
  const stem = integration.slice(0, 38);
  const letter = LETTERS.find((one) => !taken.includes(`${stem}-${one}`)) ?? 'j';
  return `${stem}-${letter}`;
}
