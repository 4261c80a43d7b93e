import { usageError } from '../cli-error.ts';
import { isCredentialName } from './credential-name.ts';

/** What there may be once only among the credentials of an integration, and what it is called. */
const identities = [
  ['refresh_token', 'one and the same refresh token'],
  ['client_id', 'one and the same OAuth client'],
] as const;

/**
 * Makes sure that no two credentials are the same or called the same: they could not alternate, and the rotator would
 * take none of them. The message names them by their names alone.
 *
 * @param entries credentials as JSON has them
 * @throws CliError
 */
export function requireDistinct(entries: readonly unknown[]): void {
  const fields = entries.map((entry): Readonly<Record<string, unknown>> =>
    typeof entry === 'object' && entry !== null ? { ...entry } : {},
  );
  const nameOf = (index: number) => {
    const name = fields[index]?.['name'];
    return isCredentialName(name) ? `"${name}"` : `credentials[${index}]`;
  };
  const [, again] = firstDouble(fields.map(({ name }) => name)) ?? [];
  if (again !== undefined) {
    throw usageError(
      `Two credentials are called ${nameOf(again)}; nothing was stored`,
      'Give one of them another name, with --name or the field "name"',
    );
  }
  for (const [field, what] of identities) {
    const double = firstDouble(fields.map((one) => one[field]));
    if (double === undefined) continue;
    const [first, second] = double;
    throw usageError(
      `${nameOf(first)} and ${nameOf(second)} are ${what}, so they cannot alternate; nothing was stored`,
      'Make another one in Alation, for this integration alone',
    );
  }
}

/** Indices of the first two values that are the same; what is not given is not. */
function firstDouble(values: readonly unknown[]): readonly [first: number, second: number] | undefined {
  const second = values.findIndex((value, index) => value !== undefined && values.indexOf(value) < index);
  return second === -1 ? undefined : [values.indexOf(values[second]), second];
}
