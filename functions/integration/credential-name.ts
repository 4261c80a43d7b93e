const MAX_LENGTH = 40;

/**
 * The name of a credential in tags, events and alerts: letters, digits and `. _ -`, at most 40 characters, first a
 * letter or digit. Other characters become `-`, because `name` in Alation's own JSON is free text.
 *
 * @param text the stored name; undefined if there is none
 * @param fallback the name if nothing of `text` is left
 */
export function credentialName(text: string | undefined, fallback: string): string {
  const name = (text ?? '')
    .replaceAll(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+/, '')
    .slice(0, MAX_LENGTH)
    .replace(/-+$/, '');
  return name === '' ? fallback : name;
}
