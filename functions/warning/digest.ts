import type { Severity } from '../contract.ts';
import { severityOf } from './notification.ts';
import type { Notification } from './notification.ts';
import { notificationText } from './notification-text.ts';
import type { TextContext } from './notification-text.ts';
import type { IntegrationNotifications } from './integration-notifications.ts';
import type { Alert } from '../integration/ports.ts';

/** Maximum bytes of text in one message. SNS allows 262,144 with attributes. One attribute holds the names of the integrations. */
const MAX_BODY_BYTES = 180_000;
const MAX_INTEGRATIONS = 400;

/** An alert, and the integrations that it names. Their notification state is saved once it is published. */
export interface Digest {
  readonly alert: Alert;
  readonly integrations: readonly string[];
}

/**
 * One alert per owner and severity, most severe first, split if it is too large for SNS. Many alerts would not arrive:
 * SNS disables an e-mail subscription above ten messages a second.
 */
export function digests(all: readonly IntegrationNotifications[], context: TextContext): readonly Digest[] {
  const groups = new Map<string, { owner: string | undefined; severity: Severity; items: Item[] }>();
  for (const about of all) {
    for (const notification of about.notifications) {
      const severity = severityOf(notification);
      const key = `${severityOrder[severity]} ${about.owner ?? ''}`;
      const group = groups.get(key) ?? { owner: about.owner, severity, items: [] };
      group.items.push({
        integration: about.integration,
        notification,
        text: notificationText(about, notification, context),
      });
      groups.set(key, group);
    }
  }
  return [...groups.entries()]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .flatMap(([, { owner, severity, items }]) => split(items).map((part) => digest(part, owner, severity)));
}

interface Item {
  readonly integration: string;
  readonly notification: Notification;
  readonly text: string;
}

const severityOrder: Readonly<Record<Severity, number>> = { critical: 0, warning: 1, info: 2 };

function split(items: readonly Item[]): readonly (readonly Item[])[] {
  const parts: Item[][] = [];
  let bytes = Infinity;
  let names = new Set<string>();
  for (const item of items) {
    const size = Buffer.byteLength(item.text) + 2;
    names.add(item.integration);
    if (bytes + size > MAX_BODY_BYTES || names.size > MAX_INTEGRATIONS) {
      parts.push([]);
      bytes = 0;
      names = new Set([item.integration]);
    }
    bytes += size;
    parts.at(-1)?.push(item);
  }
  return parts;
}

function digest(items: readonly Item[], owner: string | undefined, severity: Severity): Digest {
  const integrations = [...new Set(items.map(({ integration }) => integration))];
  const body = items.map(({ text }) => text).join('\n\n');
  return {
    alert: { subject: subject(items, integrations), body, severity, owner, integrations },
    integrations,
  };
}

/** At most 99 characters, the limit of SNS. */
function subject(items: readonly Item[], integrations: readonly string[]): string {
  const [first] = items;
  const what =
    items.length === 1 && first !== undefined
      ? headline(first.notification)
      : `${items.length} notifications`;
  const who = integrations.length === 1 ? integrations[0] : `${integrations.length} integrations`;
  return `Alation access tokens: ${what} (${who})`.slice(0, 99);
}

function headline(notification: Notification): string {
  switch (notification.kind) {
    case 'refresh-token-expiring':
      return 'refresh token expires soon';
    case 'refresh-token-expired':
      return 'refresh token expired';
    case 'refresh-token-expiry-estimated':
      return 'refresh token may have expired';
    case 'credential-rejected':
      return 'a credential was rejected';
    case 'credential-forbidden':
      return 'a credential is forbidden';
    case 'credential-accepted-again':
      return 'a credential works again';
    case 'all-rejected':
      return 'all credentials rejected';
    case 'rotation-failing':
      return 'rotation is failing';
    case 'rotation-recovered':
      return 'rotation works again';
    case 'credentials-accepted':
      return 'credentials accepted';
    case 'client-secret-old':
      return 'client secret is old';
    case 'contested':
      return 'somebody else mints from a credential';
    case 'contest-ended':
      return 'nobody else mints any more';
    case 'lifetime-doubtful':
      return 'lifetime of access tokens is doubtful';
  }
}
