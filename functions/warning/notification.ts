import type { Severity } from '../contract.ts';
import type { RotatorEvent } from '../integration/ports.ts';
import type { Fix } from './fix.ts';

/**
 * One thing that an operator must know about an integration. For each kind, one file decides when the notification is due,
 * how severe it is, and what its text says.
 */
export interface Notification {
  readonly kind: string;
  readonly severity: Severity;
  /**
   * Whether it is sent immediately, as a critical notification is, instead of with the daily mail of its owner.
   * @default - only if it is critical
   */
  readonly isUrgent?: boolean | undefined;
  /** Part of a subject, after the integration's name: `refresh token "blue" expires in 7 days`. */
  readonly headline: string;
  /** What happened, in sentences. */
  readonly happened: string;
  /** What this means for consumers, in sentences. */
  readonly effect: string;
  /** What an operator does; undefined if no operator has to act. */
  readonly fix?: Fix | undefined;
  /** A sentence before the fix. Notifications with the same fix and advice are one paragraph. */
  readonly advice?: string | undefined;
  /** The section of the runbook about the notification, as the fragment of its heading; undefined if there is none. */
  readonly runbookSection?: string | undefined;
  /** The event that the warner sends with the notification. The rotator sends the events about changes of the state. */
  readonly event?: RotatorEvent | undefined;
}

/** Whether a notification does not wait for the daily mail. */
export function isUrgent({ severity, isUrgent: isMarked }: Notification): boolean {
  return severity === 'critical' || isMarked === true;
}

const order: Readonly<Record<Severity, number>> = { critical: 0, warning: 1, info: 2 };

/** Sorts the most severe first. */
export function bySeverity(
  one: { readonly severity: Severity },
  other: { readonly severity: Severity },
): number {
  return order[one.severity] - order[other.severity];
}

/** Whether one severity is above the other. */
export function isAbove(one: Severity, other: Severity): boolean {
  return order[one] < order[other];
}
