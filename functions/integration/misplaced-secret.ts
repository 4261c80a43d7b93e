/** A shorter secret can be part of a text by chance. */
const MIN_SECRET_LENGTH = 8;
/** A shorter name can be part of a secret by chance. */
const MIN_PART_LENGTH = 16;

/**
 * The path of the first name, client id or base URL that contains a secret of the credentials document, such as
 * `credentials[1].name`; undefined if none does. A long name that is a part of a secret counts too. Logs, tags, events and
 * alerts show names and the base URL.
 */
export function misplacedSecret(document: object): string | undefined {
  const entries: readonly unknown[] =
    'credentials' in document && Array.isArray(document.credentials) ? document.credentials : [document];
  const secrets = entries.flatMap((entry) => [
    ...textOf(entry, 'refresh_token'),
    ...textOf(entry, 'client_secret'),
  ]);
  const holdsAnySecret = (text: string) => secrets.some((secret) => holdsSecret(text, secret));
  const isPartOfSecret = (text: string) =>
    text.length >= MIN_PART_LENGTH && secrets.some((secret) => secret.includes(text));

  if (textOf(document, 'base_url').some(holdsAnySecret)) return 'base_url';
  for (const [index, entry] of entries.entries()) {
    const path = entry === document ? '' : `credentials[${index}].`;
    if (textOf(entry, 'name').some((text) => holdsAnySecret(text) || isPartOfSecret(text)))
      return `${path}name`;
    if (textOf(entry, 'client_id').some(holdsAnySecret)) return `${path}client_id`;
  }
  return undefined;
}

/** Whether a text equals a secret or contains it. Ignores case, because a parsed host has no capital letters. */
export function holdsSecret(text: string, secret: string): boolean {
  const [one, other] = [text.toLowerCase(), secret.toLowerCase()];
  return one === other || (other.length >= MIN_SECRET_LENGTH && one.includes(other));
}

function textOf(entry: unknown, field: string): readonly string[] {
  const value: unknown = Object(entry)[field];
  return typeof value === 'string' ? [value] : [];
}
