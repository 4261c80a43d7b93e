const MAX_LENGTH = 40;

/**
 * What a credential is called in tags, events and alerts: letters, digits and `. _ -`, at most 40 characters, the
 * first one a letter or digit. Alation's own JSON has the free text under `name` that a person typed in, so that
 * other characters become `-`.
 *
 * @param text the name as it is stored; undefined when there is none
 * @param fallback the name when nothing of it is left
 */
export function credentialName(text: string | undefined, fallback: string): string {
  const name = (text ?? '')
    .replaceAll(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+/, '')
    .slice(0, MAX_LENGTH)
    .replace(/-+$/, '');
  return name === '' ? fallback : name;
}
