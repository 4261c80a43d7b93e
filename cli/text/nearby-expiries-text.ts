import type { NearbyExpiries } from '../../functions/integration/usable-credentials.ts';
import { withoutCredential } from '../../functions/warning/consumers-text.ts';
import { instant } from '../../functions/warning/duration-text.ts';
import { replaceCommand } from './replace-steps.ts';

/** Advice about credentials that expire within 7 days of each other: the credential to replace now. */
export function nearbyExpiriesText(
  { names, anotherRemains }: NearbyExpiries,
  { prefix, integration }: { readonly prefix: string; readonly integration: string },
): string {
  const [first = ''] = names;
  return (
    `${nearText(names)} When all of them have expired, ${withoutCredential(!anotherRemains)} ` +
    `Replace "${first}" now, so that they do not expire together: ${replaceCommand(prefix, integration, first, names.length)}`
  );
}

/** Credentials that expire within 7 days of each other: the credential to replace later, and the date. */
export function laterReplacementText({ names, replaceFrom }: NearbyExpiries): string {
  const [first = ''] = names;
  return (
    `${nearText(names)} Replace "${first}" about ${instant(replaceFrom).slice(0, 10)}, so that they do not expire ` +
    'together. The command "status" then says how.'
  );
}

function nearText(names: readonly string[]): string {
  return `${names.map((name) => `"${name}"`).join(' and ')} expire within 7 days of each other.`;
}
