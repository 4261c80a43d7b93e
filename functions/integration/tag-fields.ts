/**
 * Several small facts in one tag value: `state=failing code=AlationUnavailable`.
 *
 * Tag values allow letters, digits, spaces and `+ - = . _ : / @` and 256 characters, so JSON does not fit.
 */

/** Field names and values; a value has no spaces. */
export type TagFields = Readonly<Record<string, string | undefined>>;

/** Writes fields in the given order, leaving out undefined ones. */
export function formatTagFields(fields: TagFields): string {
  return Object.entries(fields)
    .filter((entry): entry is [string, string] => entry[1] !== undefined)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ');
}

/** Reads fields back. Tags can be edited by anybody, so whatever is not `name=value` is passed over. */
export function parseTagFields(value: string | undefined): TagFields {
  const fields: Record<string, string> = Object.create(null);
  for (const part of (value ?? '').split(' ')) {
    const separator = part.indexOf('=');
    if (separator > 0) fields[part.slice(0, separator)] = part.slice(separator + 1);
  }
  return fields;
}

/** An instant in a tag: ISO 8601 in UTC. */
export function formatInstant(ms: number): string {
  return new Date(ms).toISOString();
}

/** Ms since the epoch, or undefined when the field is missing or no instant. */
export function parseInstant(text: string | undefined): number | undefined {
  const ms = Date.parse(text ?? '');
  return Number.isNaN(ms) ? undefined : ms;
}
