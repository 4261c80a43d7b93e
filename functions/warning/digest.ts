import type { Severity } from '../contract.ts';
import type { Alert } from '../integration/ports.ts';
import { integrationText, stopText } from './integration-notifications.ts';
import type { IntegrationNotifications, TextContext } from './integration-notifications.ts';
import { bySeverity } from './notification.ts';
import { subject } from './subject.ts';
import type { OwnerSummary } from './summary.ts';
import { summaryHeadline, summaryText } from './summary.ts';

/** Maximum bytes of text in one message. SNS allows 262,144 with attributes. One attribute holds the names of the integrations. */
const MAX_BODY_BYTES = 180_000;
const MAX_INTEGRATIONS = 400;

/** An alert, and the integrations that it notifies about. Their notification state is saved once it is published. */
export interface Digest {
  readonly alert: Alert;
  readonly integrations: readonly string[];
}

/**
 * The alerts of a run: for each owner one with what is critical, and one with everything else and the summary. They are
 * split if they are too large for SNS. Many alerts would not arrive: SNS disables an e-mail subscription above ten messages
 * a second. The critical ones come first.
 */
export function digests(
  all: readonly IntegrationNotifications[],
  context: TextContext,
  summaries: readonly OwnerSummary[] = [],
): readonly Digest[] {
  const owners = [...new Set([...all, ...summaries].map(({ owner }) => owner))].toSorted(
    (one = '', other = '') => (one < other ? -1 : 1),
  );
  const critical = owners.flatMap((owner) => ownerDigests(only(all, owner, true), owner, context));
  const others = owners.flatMap((owner) =>
    ownerDigests(
      only(all, owner, false),
      owner,
      context,
      summaries.find((summary) => summary.owner === owner),
    ),
  );
  return [...critical, ...others];
}

/** The notifications of an owner that are critical, or the others. The most severe come first. */
function only(
  all: readonly IntegrationNotifications[],
  owner: string | undefined,
  isCritical: boolean,
): readonly IntegrationNotifications[] {
  return all
    .filter((about) => about.owner === owner)
    .map((about) => ({
      ...about,
      notifications: about.notifications
        .filter(({ severity }) => (severity === 'critical') === isCritical)
        .toSorted(bySeverity),
    }))
    .filter(({ notifications }) => notifications.length > 0)
    .toSorted((one, other) => bySeverity(mostSevere(one), mostSevere(other)));
}

function mostSevere({ notifications: [first] }: IntegrationNotifications): { readonly severity: Severity } {
  return first ?? { severity: 'info' };
}

function ownerDigests(
  notified: readonly IntegrationNotifications[],
  owner: string | undefined,
  context: TextContext,
  summary?: OwnerSummary,
): readonly Digest[] {
  const parts = split(notified.map((about) => ({ about, text: integrationText(about, context) })));
  const digestsOfParts = parts.map((part) => notificationDigest(part, owner, context));
  if (summary === undefined) return digestsOfParts;
  const text = summaryText(summary, context);
  const [first, ...others] = digestsOfParts;
  if (first === undefined) return [summaryDigest(summary, text, context)];
  return [{ ...first, alert: { ...first.alert, body: `${first.alert.body}\n\n${text}` } }, ...others];
}

interface Item {
  readonly about: IntegrationNotifications;
  readonly text: string;
}

function split(items: readonly Item[]): readonly (readonly Item[])[] {
  const parts: Item[][] = [];
  let bytes = Infinity;
  for (const item of items) {
    const size = Buffer.byteLength(item.text) + 2;
    if (bytes + size > MAX_BODY_BYTES || (parts.at(-1)?.length ?? 0) >= MAX_INTEGRATIONS) {
      parts.push([]);
      bytes = 0;
    }
    bytes += size;
    parts.at(-1)?.push(item);
  }
  return parts;
}

function notificationDigest(items: readonly Item[], owner: string | undefined, context: TextContext): Digest {
  const all = items.map(({ about }) => about);
  const integrations = all.map(({ integration }) => integration);
  const notifications = all.flatMap((about) => about.notifications);
  const [about = ''] = integrations;
  const [{ severity, headline } = { severity: 'info' as const, headline: '' }] = notifications;
  const more = notifications.length - 1;
  const stop = stopText(all, context);
  return {
    alert: {
      subject: subject({ severity, about, headline, more, where: context.where }),
      body: [...items.map(({ text }) => text), ...(stop === '' ? [] : [stop])].join('\n\n'),
      severity,
      owner,
      integrations,
    },
    integrations,
  };
}

function summaryDigest(summary: OwnerSummary, body: string, { where }: TextContext): Digest {
  const headline = summaryHeadline(summary);
  return {
    alert: {
      subject: subject({ severity: 'info', about: 'Alation tokens', headline, more: 0, where }),
      body,
      severity: 'info',
      owner: summary.owner,
      integrations: summary.integrations,
    },
    integrations: [],
  };
}
