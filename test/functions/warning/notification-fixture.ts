import type { Severity } from '../../../functions/contract.ts';
import type { Notification } from '../../../functions/warning/notification.ts';

/** A notification of this severity, whose texts contain its name. */
export function notificationOf(severity: Severity, name = 'something'): Notification {
  return {
    kind: name,
    severity,
    headline: `${name} happened`,
    happened: `${name} happened.`,
    effect: `${name} means little.`,
  };
}
