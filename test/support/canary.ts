/** Shortest part of a secret that counts as a leak. */
const PREFIX_LENGTH = 8;

/** A leak: which secret, by its position, and in what form. It does not repeat the secret. */
export interface Leak {
  readonly secret: number;
  readonly form: string;
}

/**
 * Looks for secrets in any output: as they are, by their first 8 characters, in base64 and base64url at every
 * alignment (as inside Basic credentials), in hex, URL-encoded, form-encoded and JSON-escaped.
 *
 * @param output everything that was printed, thrown or sent
 * @param secrets canaries of at least 16 characters and high entropy, so that no hit is chance
 */
export function findLeaks(output: string, secrets: readonly string[]): readonly Leak[] {
  const lowerCase = output.toLowerCase();
  return secrets.flatMap((value, secret) => {
    if (value.length < 2 * PREFIX_LENGTH) throw new RangeError('A canary needs at least 16 characters.');
    return formsOf(value)
      .filter(({ form, needle }) => (form === 'hex' ? lowerCase : output).includes(needle))
      .map(({ form }) => ({ secret, form }));
  });
}

function formsOf(value: string): readonly { readonly form: string; readonly needle: string }[] {
  const prefix = value.slice(0, PREFIX_LENGTH);
  return [
    { form: 'plain', needle: prefix },
    { form: 'URL-encoded', needle: encodeURIComponent(prefix) },
    { form: 'form-encoded', needle: new URLSearchParams({ '': prefix }).toString().slice(1) },
    { form: 'JSON-escaped', needle: JSON.stringify(prefix).slice(1, -1) },
    { form: 'hex', needle: Buffer.from(prefix).toString('hex') },
    ...[0, 1, 2].flatMap((offset) => base64Needles(value, offset)),
  ];
}

/** Base64 of the secret's beginning when `offset` bytes precede it, without the characters its neighbours decide. */
function base64Needles(value: string, offset: number): readonly { form: string; needle: string }[] {
  const bytes = Buffer.from('.'.repeat(offset) + value.slice(0, PREFIX_LENGTH + 4));
  const decided = Math.ceil((offset * 8) / 6);
  const whole = Math.floor((bytes.length * 8) / 6);
  return [
    { form: 'base64', needle: bytes.toString('base64').slice(decided, whole) },
    { form: 'base64url', needle: bytes.toString('base64url').slice(decided, whole) },
  ];
}
