import { misplacedSecret } from '../../functions/integration/misplaced-secret.ts';
import { usageError } from '../cli-error.ts';
import { isCredentialName } from './credential-name.ts';

/** Fields whose value only one credential of an integration may have. */
const identities = [
  ['refresh_token', 'the same refresh token'],
  ['client_id', 'the same OAuth client'],
] as const;

/**
 * Makes sure that no name or client id holds a secret, and that no two credentials or names are the same: the rotator
 * rejects such a document, and a credential cannot alternate with itself. The message holds only names.
 *
 * @param entries credentials as in the JSON
 * @throws CliError
 */
export function requireDistinct(entries: readonly unknown[]): void {
  // This check comes first, because the other messages hold names.
  const misplaced = misplacedSecret({ credentials: entries });
  if (misplaced !== undefined) {
    throw usageError(
      `The field "${misplaced}" holds a refresh token or client secret; nothing was stored`,
      'Logs and alerts show this field. Correct it in the JSON, or give another --name or --client-id',
    );
  }
  const fields = entries.map((entry): Readonly<Record<string, unknown>> =>
    typeof entry === 'object' && entry !== null ? { ...entry } : {},
  );
  const nameOf = (index: number) => {
    const name = fields[index]?.['name'];
    return isCredentialName(name) ? `"${name}"` : `credentials[${index}]`;
  };
  const [, again] = firstDuplicate(fields.map(({ name }) => name)) ?? [];
  if (again !== undefined) {
    throw usageError(
      `Two credentials have the name ${nameOf(again)}; nothing was stored`,
      'Give one of the two credentials another name with --name or the field "name"',
    );
  }
  for (const [field, what] of identities) {
    const duplicate = firstDuplicate(fields.map((one) => one[field]));
    if (duplicate === undefined) continue;
    const [first, second] = duplicate;
    throw usageError(
      `${nameOf(first)} and ${nameOf(second)} are ${what}, so they cannot alternate; nothing was stored`,
      'Create another credential in Alation that only this integration uses',
    );
  }
}

/** Indices of the first two equal values; a missing value equals no other value. */
function firstDuplicate(values: readonly unknown[]): readonly [first: number, second: number] | undefined {
  const second = values.findIndex((value, index) => value !== undefined && values.indexOf(value) < index);
  return second === -1 ? undefined : [values.indexOf(values[second]), second];
}
