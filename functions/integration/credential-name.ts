import { fingerprintOf } from './credential-fingerprint.ts';

const MAX_LENGTH = 40;

/**
 * The name of a credential in tags, events and alerts: letters, digits and `. _ -`, at most 40 characters, first a
 * letter or digit. A run of other characters becomes one `-`, because `name` in Alation's own JSON is free text.
 *
 * @param text the stored name
 * @param fallback the name if `text` contains no letter and no digit
 */
export function credentialName(text: string, fallback: string): string {
  const name = text
    .replaceAll(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+/, '')
    .slice(0, MAX_LENGTH)
    .replace(/-+$/, '');
  return name === '' ? fallback : name;
}

/**
 * The names of several credentials. Different stored names get different names: if `credentialName` returns the same
 * name for several stored names, the fingerprint of each stored name is appended.
 *
 * @param stored the stored names
 * @param fallback the name of the credential at this index if its stored name contains no letter and no digit
 */
export function credentialNames(
  stored: readonly string[],
  fallback: (index: number) => string,
): readonly string[] {
  const names = stored.map((text, index) => credentialName(text, fallback(index)));
  return stored.map((text, index) => {
    const name = names[index] ?? fallback(index);
    if (names.indexOf(name) === names.lastIndexOf(name)) return name;
    const suffix = `-${fingerprintOf(text)}`;
    return `${name.slice(0, MAX_LENGTH - suffix.length).replace(/-+$/, '')}${suffix}`;
  });
}
