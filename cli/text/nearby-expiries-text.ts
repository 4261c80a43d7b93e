import type { NearbyExpiries } from '../../functions/integration/usable-credentials.ts';
import { withoutCredential } from '../../functions/warning/consumers-text.ts';
import { instant } from '../../functions/warning/duration-text.ts';
import { replaceCommand } from './replace-steps.ts';

/**
 * Advice about credentials that expire within 7 days of each other: the credential to replace, and the latest time.
 *
 * @param about.count number of credentials of the integration
 */
export function nearbyExpiriesText(
  { names, replaceBefore }: NearbyExpiries,
  about: { readonly prefix: string; readonly integration: string; readonly count: number },
): string {
  const { prefix, integration, count } = about;
  const [first = ''] = names;
  const list = names.map((name) => `"${name}"`).join(' and ');
  return (
    `${list} expire within 7 days of each other. When all of them have expired, ${withoutCredential(names.length === count)} ` +
    `Replace "${first}" before ${instant(replaceBefore)}: ${replaceCommand(prefix, integration, first, count)}`
  );
}
