/** Shortest part of a secret that counts as a leak. */
const PART_LENGTH = 8;

/** A leak: the position of the secret in the list, and its form. Never the secret itself. */
export interface Leak {
  readonly secret: number;
  readonly form: string;
}

/**
 * Searches output for secrets: any 8 characters of a secret in a row, forwards and backwards and in any case, and its
 * first 8 characters in base64 and base64url at every alignment (as inside Basic credentials), in hex, URL-encoded,
 * form-encoded and JSON-escaped.
 *
 * @param output everything printed, thrown or sent
 * @param secrets canaries of at least 16 characters and high entropy, so that no hit is chance
 */
export function findLeaks(output: string, secrets: readonly string[]): readonly Leak[] {
  if (secrets.some((value) => value.length < 2 * PART_LENGTH)) {
    throw new RangeError('A canary needs at least 16 characters.');
  }
  const lowerCase = output.toLowerCase();
  const parts = partsIn(
    lowerCase,
    secrets.map((value) => value.toLowerCase()),
  );
  const encoded = secrets.flatMap((value, secret) =>
    encodingsOf(value.slice(0, PART_LENGTH + 4))
      .filter(({ form, needle }) => (form === 'hex' ? lowerCase : output).includes(needle))
      .map(({ form }) => ({ secret, form })),
  );
  return [...parts, ...encoded];
}

/** Finds parts of any number of secrets in one pass over the output. */
function partsIn(output: string, secrets: readonly string[]): readonly Leak[] {
  const parts = new Map<string, Leak>();
  for (const [secret, value] of secrets.entries()) {
    const reversed = value.split('').toReversed().join('');
    for (let start = 0; start + PART_LENGTH <= value.length; start++) {
      parts.set(reversed.slice(start, start + PART_LENGTH), { secret, form: 'reversed' });
    }
    for (let start = 0; start + PART_LENGTH <= value.length; start++) {
      parts.set(value.slice(start, start + PART_LENGTH), { secret, form: 'plain' });
    }
  }
  const found = new Map<string, Leak>();
  for (let start = 0; start + PART_LENGTH <= output.length; start++) {
    const leak = parts.get(output.slice(start, start + PART_LENGTH));
    if (leak !== undefined) found.set(`${leak.secret} ${leak.form}`, leak);
  }
  return [...found.values()];
}

function encodingsOf(beginning: string): readonly { readonly form: string; readonly needle: string }[] {
  const prefix = beginning.slice(0, PART_LENGTH);
  return [
    { form: 'URL-encoded', needle: encodeURIComponent(prefix) },
    { form: 'form-encoded', needle: new URLSearchParams({ '': prefix }).toString().slice(1) },
    { form: 'JSON-escaped', needle: JSON.stringify(prefix).slice(1, -1) },
    { form: 'hex', needle: Buffer.from(prefix).toString('hex') },
    ...[0, 1, 2].flatMap((offset) => base64Needles(beginning, offset)),
  ];
}

/**
 * Base64 of the secret's beginning after `offset` other bytes, without the characters that also depend on neighbours.
 */
function base64Needles(beginning: string, offset: number): readonly { form: string; needle: string }[] {
  const bytes = Buffer.from('.'.repeat(offset) + beginning);
  const decided = Math.ceil((offset * 8) / 6);
  const whole = Math.floor((bytes.length * 8) / 6);
  return [
    { form: 'base64', needle: bytes.toString('base64').slice(decided, whole) },
    { form: 'base64url', needle: bytes.toString('base64url').slice(decided, whole) },
  ];
}
