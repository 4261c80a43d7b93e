import { AlertAttribute, type Severity } from '../contract.ts';
import { passesFilter } from '../integration/filter-policy.ts';
import { listenerName, type Listener } from '../integration/listener.ts';

/** An integration and its owner, who receives the alerts about it. */
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

/** Listeners that receive nothing, and alerts that no one receives. */
export interface RecipientGaps {
  /** Declared listeners without a confirmed subscription, as `listenerName`. */
  readonly missing: readonly string[];
  readonly withoutRecipient: readonly AlertsWithoutRecipient[];
  /** Whether no confirmed subscription is without a filter. An alarm has no attribute that a filter could match. */
  readonly alarmsWithoutRecipient: boolean;
}

/** Nobody must act on an alert with `info`, so filters may exclude it. */
const NEEDS_A_LISTENER: readonly Severity[] = ['warning', 'critical'];

/** Whether a listener receives the alerts of a severity about an integration. */
export function receivesAlerts(
  listener: Listener,
  severity: Severity,
  { integration, owner }: AlertSubject,
): boolean {
  return (
    listener.state === 'confirmed' &&
    passesFilter(listener.filter, {
      [AlertAttribute.severity]: [severity],
      [AlertAttribute.integrations]: [integration],
      ...(owner && { [AlertAttribute.owner]: [owner] }),
    })
  );
}

/** Whether a listener receives the CloudWatch alarms. */
export function receivesAlarms({ state, filter }: Listener): boolean {
  return state === 'confirmed' && passesFilter(filter, {});
}

/**
 * Compares the listeners with those that the settings declare, and with the alerts that may be sent.
 *
 * @param declared as `listenerName`
 */
export function recipientGaps(
  listeners: readonly Listener[],
  declared: readonly string[],
  subjects: readonly AlertSubject[],
): RecipientGaps {
  const confirmed = new Set(
    listeners.filter(({ state }) => state === 'confirmed').map((one) => listenerName(one).toLowerCase()),
  );
  const withoutRecipient = new Map<string, AlertsWithoutRecipient & { readonly integrations: string[] }>();
  for (const severity of NEEDS_A_LISTENER) {
    for (const subject of subjects) {
      if (listeners.some((listener) => receivesAlerts(listener, severity, subject))) continue;
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
    alarmsWithoutRecipient: !listeners.some(receivesAlarms),
  };
}

/** The number of gaps; 0 if each alert has a recipient. */
export function countGaps({ missing, withoutRecipient, alarmsWithoutRecipient }: RecipientGaps): number {
  return missing.length + withoutRecipient.length + (alarmsWithoutRecipient ? 1 : 0);
}
