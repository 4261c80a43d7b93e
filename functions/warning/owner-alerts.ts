import type { Alert } from '../integration/ports.ts';
import { integrationText, stopText } from './integration-notifications.ts';
import type { IntegrationNotifications, TextContext } from './integration-notifications.ts';
import { bySeverity } from './notification.ts';
import type { Notification } from './notification.ts';
import { subject } from './subject.ts';
import type { OwnerSummary } from './summary.ts';
import { summaryHeadline, summaryText } from './summary.ts';

/**
 * Maximum bytes of the texts about integrations in one message. SNS allows 262,144 with attributes. One attribute holds the
 * names of the integrations.
 */
const MAX_BODY_BYTES = 180_000;
const MAX_INTEGRATIONS = 400;

/**
 * An alert, and the integrations whose notifications it contains. The notification state of an integration is saved
 * once all its alerts are published.
 */
export interface OwnerAlert {
  readonly alert: Alert;
  readonly integrations: readonly string[];
}

/** The notifications about one integration in one alert. */
interface Notified {
  readonly about: IntegrationNotifications;
  readonly mostSevere: Notification;
}

interface Item extends Notified {
  readonly text: string;
}

/** The integrations of one alert, the most severe first. */
type Part = readonly [Item, ...Item[]];

/**
 * The alerts of a run: for each owner one alert with the critical notifications, and one alert with the other
 * notifications and the summary. An alert that is too large for SNS is split. The alerts must be few, because SNS disables
 * an e-mail subscription above ten messages a second. The critical alerts come first.
 */
export function ownerAlerts(
  all: readonly IntegrationNotifications[],
  context: TextContext,
  summaries: readonly OwnerSummary[] = [],
): readonly OwnerAlert[] {
  const named = [...all, ...summaries].map(({ owner }) => owner).filter((owner) => owner !== undefined);
  const owners = [...[...new Set(named)].toSorted(), undefined];
  const critical = owners.flatMap((owner) => alertsOfOwner(notifiedOf(all, owner, true), owner, context));
  const others = owners.flatMap((owner) =>
    alertsOfOwner(
      notifiedOf(all, owner, false),
      owner,
      context,
      summaries.find((summary) => summary.owner === owner),
    ),
  );
  return [...critical, ...others];
}

/** The critical notifications of an owner, or the other notifications of that owner. The most severe come first. */
function notifiedOf(
  all: readonly IntegrationNotifications[],
  owner: string | undefined,
  isCritical: boolean,
): readonly Notified[] {
  return all
    .filter((about) => about.owner === owner)
    .flatMap((about) => {
      const notifications = about.notifications
        .filter(({ severity }) => (severity === 'critical') === isCritical)
        .toSorted(bySeverity);
      const [mostSevere] = notifications;
      return mostSevere === undefined ? [] : [{ about: { ...about, notifications }, mostSevere }];
    })
    .toSorted((one, other) => bySeverity(one.mostSevere, other.mostSevere));
}

function alertsOfOwner(
  notified: readonly Notified[],
  owner: string | undefined,
  context: TextContext,
  summary?: OwnerSummary,
): readonly OwnerAlert[] {
  const parts = split(notified.map((one) => ({ ...one, text: integrationText(one.about, context) })));
  const alertsOfParts = parts.map((part) => notificationAlert(part, owner, context));
  if (summary === undefined) return alertsOfParts;
  const text = summaryText(summary, context);
  const [first, ...others] = alertsOfParts;
  if (first === undefined) return [summaryAlert(summary, text, context)];
  return [{ ...first, alert: { ...first.alert, body: `${first.alert.body}\n\n${text}` } }, ...others];
}

function split(items: readonly Item[]): readonly Part[] {
  const parts: [Item, ...Item[]][] = [];
  let bytes = 0;
  for (const item of items) {
    const size = Buffer.byteLength(item.text) + 2;
    const part = parts.at(-1);
    if (part === undefined || part.length >= MAX_INTEGRATIONS || bytes + size > MAX_BODY_BYTES) {
      parts.push([item]);
      bytes = size;
    } else {
      part.push(item);
      bytes += size;
    }
  }
  return parts;
}

function notificationAlert(items: Part, owner: string | undefined, context: TextContext): OwnerAlert {
  const all = items.map(({ about }) => about);
  const integrations = all.map(({ integration }) => integration);
  const [{ about, mostSevere }] = items;
  const { severity, headline } = mostSevere;
  const more = all.flatMap(({ notifications }) => notifications).length - 1;
  const stop = stopText(all, context);
  return {
    alert: {
      subject: subject({ severity, about: about.integration, headline, more, where: context.where }),
      body: [...items.map(({ text }) => text), ...(stop === '' ? [] : [stop])].join('\n\n'),
      severity,
      owner,
      integrations,
    },
    integrations,
  };
}

function summaryAlert(summary: OwnerSummary, body: string, { where }: TextContext): OwnerAlert {
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
