import { AlertAttribute, type Severity } from '../contract.ts';
import { passesFilter } from '../integration/filter-policy.ts';
import { listenerName, type Listener } from '../integration/listener.ts';

/** An integration and its owner, who receives the alerts about it. */
export interface AlertSubject {
  readonly integration: string;
  readonly owner: string | undefined;
}

/** Alerts of one severity about the integrations of one owner that no one would receive. */
export interface UnheardAlerts {
  readonly severity: Severity;
  readonly owner: string | undefined;
  readonly integrations: readonly string[];
}

/** Who would not hear. */
export interface HearingGaps {
  /** Declared listeners without a confirmed subscription, as `listenerName`. */
  readonly missing: readonly string[];
  readonly unheard: readonly UnheardAlerts[];
  /** Whether no listener without a filter is confirmed. An alarm has no attribute that a filter could match. */
  readonly alarmsUnheard: boolean;
}

/** Alerts with `info` need nobody, so a filter may exclude them. */
const NEEDS_A_LISTENER: readonly Severity[] = ['warning', 'critical'];

/** Whether a listener receives the alerts of a severity about an integration. */
export function hears(listener: Listener, severity: Severity, { integration, owner }: AlertSubject): boolean {
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
export function hearsAlarms({ state, filter }: Listener): boolean {
  return state === 'confirmed' && passesFilter(filter, {});
}

/**
 * Compares the listeners with those that the settings declare, and with the alerts that may be sent.
 *
 * @param declared as `listenerName`
 */
export function hearingGaps(
  listeners: readonly Listener[],
  declared: readonly string[],
  subjects: readonly AlertSubject[],
): HearingGaps {
  const confirmed = new Set(
    listeners.filter(({ state }) => state === 'confirmed').map((one) => listenerName(one).toLowerCase()),
  );
  const unheard = new Map<string, UnheardAlerts & { readonly integrations: string[] }>();
  for (const severity of NEEDS_A_LISTENER) {
    for (const subject of subjects) {
      if (listeners.some((listener) => hears(listener, severity, subject))) continue;
      const { owner, integration } = subject;
      const key = JSON.stringify([severity, owner]);
      const known = unheard.get(key);
      if (known === undefined) unheard.set(key, { severity, owner, integrations: [integration] });
      else known.integrations.push(integration);
    }
  }
  return {
    missing: declared.filter((one) => !confirmed.has(one.toLowerCase())),
    unheard: [...unheard.values()],
    alarmsUnheard: !listeners.some(hearsAlarms),
  };
}

/** The number of gaps; 0 if everyone hears. */
export function countGaps({ missing, unheard, alarmsUnheard }: HearingGaps): number {
  return missing.length + unheard.length + (alarmsUnheard ? 1 : 0);
}
