import type { CloseExpiries } from '../../functions/integration/usable-credentials.ts';
import { instant } from '../../functions/warning/duration-text.ts';
import { replaceCommand } from './replace-steps.ts';

/**
 * Advice about credentials that expire within 7 days of each other: the credential to replace, and the latest time.
 *
 * @param about.count number of credentials of the integration
 */
export function closeExpiriesText(
  { names, replaceBefore }: CloseExpiries,
  about: { readonly prefix: string; readonly integration: string; readonly count: number },
): string {
  const { prefix, integration, count } = about;
  const list = names.map((name) => `"${name}"`).join(' and ');
  return (
    `${list} expire within 7 days of each other. Replace one of them before ${instant(replaceBefore)}, so that the ` +
    `other is a reserve: ${replaceCommand(prefix, integration, names[0] ?? '', count)}`
  );
}
