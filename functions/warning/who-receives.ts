import { AlertAttribute, type Severity } from '../contract.ts';
import { passesFilter } from '../integration/filter-policy.ts';
import { subscriptionName, type AlertSubscription } from '../integration/alert-subscription.ts';

/** What the filters of subscriptions match: an integration and its owner. */
export interface AlertSubject {
  readonly integration: string;
  readonly owner: string | undefined;
}

/** Alerts of one severity about the integrations of one owner that no one would receive. */
export interface AlertsWithoutRecipient {
  readonly severity: Severity;
  readonly owner: string | undefined;
  readonly integrations: readonly string[];
}

/** Declared subscriptions that receive nothing, and alerts and alarms that no one receives. */
export interface RecipientGaps {
  /** Declared subscriptions that are not confirmed, by their `subscriptionName`. */
  readonly missing: readonly string[];
  readonly withoutRecipient: readonly AlertsWithoutRecipient[];
  /** Whether no confirmed subscription receives the alarms. An alarm has no message attribute, so most filters exclude it. */
  readonly alarmsWithoutRecipient: boolean;
}

/** No operator has to act on an alert with `info`, so filters may exclude it. */
const NEEDS_A_SUBSCRIPTION: readonly Severity[] = ['warning', 'critical'];

/** Whether a subscription receives the alerts of a severity about an integration. */
export function receivesAlerts(
  subscription: AlertSubscription,
  severity: Severity,
  { integration, owner }: AlertSubject,
): boolean {
  return (
    subscription.state === 'confirmed' &&
    passesFilter(subscription.filter, {
      [AlertAttribute.severity]: [severity],
      [AlertAttribute.integrations]: [integration],
      ...(owner && { [AlertAttribute.owner]: [owner] }),
    })
  );
}

/** Whether a subscription receives the CloudWatch alarms. */
export function receivesAlarms({ state, filter }: AlertSubscription): boolean {
  return state === 'confirmed' && passesFilter(filter, {});
}

/**
 * Compares the subscriptions with those that the settings declare, and with the alerts that may be sent.
 *
 * @param declared the `subscriptionName` of each declared subscription
 */
export function recipientGaps(
  subscriptions: readonly AlertSubscription[],
  declared: readonly string[],
  subjects: readonly AlertSubject[],
): RecipientGaps {
  const confirmed = new Set(
    subscriptions
      .filter(({ state }) => state === 'confirmed')
      .map((one) => subscriptionName(one).toLowerCase()),
  );
  const withoutRecipient = new Map<string, AlertsWithoutRecipient & { readonly integrations: string[] }>();
  for (const severity of NEEDS_A_SUBSCRIPTION) {
    for (const subject of subjects) {
      if (subscriptions.some((subscription) => receivesAlerts(subscription, severity, subject))) continue;
      const { owner, integration } = subject;
      const key = JSON.stringify([severity, owner]);
      const known = withoutRecipient.get(key);
      if (known === undefined) withoutRecipient.set(key, { severity, owner, integrations: [integration] });
      else known.integrations.push(integration);
    }
  }
  return {
    missing: declared.filter((one) => !confirmed.has(one.toLowerCase())),
    withoutRecipient: [...withoutRecipient.values()],
    alarmsWithoutRecipient: !subscriptions.some(receivesAlarms),
  };
}

/** The number of gaps; 0 if every declared subscription is confirmed, and every warning, critical alert and alarm has a recipient. */
export function countGaps({ missing, withoutRecipient, alarmsWithoutRecipient }: RecipientGaps): number {
  return missing.length + withoutRecipient.length + (alarmsWithoutRecipient ? 1 : 0);
}
