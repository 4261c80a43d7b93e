/**
 * Several fields in one tag value: `state=failing code=AlationUnavailable`.
 *
 * JSON does not fit: tag values allow letters, digits, spaces and `+ - = . _ : / @`, at most 256 characters.
 */

/** Field names and values; a value has no spaces. */
export type TagFields = Readonly<Record<string, string | undefined>>;

const NO_FIELDS: Readonly<Record<string, string>> = Object.freeze(Object.create(null));

/** Writes fields in the given order, without undefined fields. */
export function formatTagFields(fields: TagFields): string {
  return Object.entries(fields)
    .filter((entry): entry is [string, string] => entry[1] !== undefined)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ');
}

/** Reads fields back. Operators can edit tags, so parts that are not `name=value` are ignored. */
export function parseTagFields(value: string | undefined): Readonly<Record<string, string>> {
  if (value === undefined || value === '') return NO_FIELDS;
  const fields: Record<string, string> = Object.create(null);
  for (const part of value.split(' ')) {
    const separator = part.indexOf('=');
    if (separator > 0) fields[part.slice(0, separator)] = part.slice(separator + 1);
  }
  return fields;
}

/** An instant in a tag: ISO 8601 in UTC. */
export function formatInstant(ms: number): string {
  return new Date(ms).toISOString();
}

/** Ms since the epoch, or undefined if the field is missing or not an instant. */
export function parseInstant(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? undefined : ms;
}
