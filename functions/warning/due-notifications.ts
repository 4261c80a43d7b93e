import { acceptanceNotifications } from './acceptance-notifications.ts';
import { clientSecretNotifications } from './client-secret-notifications.ts';
import { contestedNotifications } from './contested-notifications.ts';
import { expiryNotifications } from './expiry-notifications.ts';
import { isUrgent } from './notification.ts';
import type { Notification } from './notification.ts';
import { sentAbout } from './notification-state.ts';
import type { NotificationState } from './notification-state.ts';
import { pausedNotifications } from './paused-notifications.ts';
import { refusalNotifications } from './refusal-notifications.ts';
import { renewalNotifications } from './renewal-notifications.ts';
import { reserveNotifications } from './reserve-notifications.ts';
import { rotationNotifications } from './rotation-notifications.ts';
import type { NotificationKind, Situation } from './situation.ts';

/** The kinds of notifications about an integration that is not paused. An alert keeps this order within one severity. */
const kinds: readonly NotificationKind[] = [
  rotationNotifications,
  contestedNotifications,
  acceptanceNotifications,
  expiryNotifications,
  renewalNotifications,
  refusalNotifications,
  clientSecretNotifications,
  reserveNotifications,
];

/** The due notifications about an integration, and the notification state once they are sent. */
export interface DueNotifications {
  readonly notifications: readonly Notification[];
  readonly nextState: NotificationState;
}

/**
 * Decides, purely, which notifications are due. Without an urgent notification about the integration, the other notifications
 * wait for the daily run, so that an owner gets few mails.
 */
export function dueNotifications(situation: Situation): DueNotifications {
  const { state, sent, isDaily } = situation;
  const found = (state.paused ? [pausedNotifications] : kinds).map((kind) => kind(situation));
  const notifications = found.flatMap((one) => one.notifications);
  if (!isDaily && !notifications.some(isUrgent)) return { notifications: [], nextState: sent };
  const before: NotificationState = {
    ...sent,
    credentials: state.credentials.map(({ name }) => sentAbout(name, sent)),
  };
  return {
    notifications,
    nextState: found.reduce((recorded, { record }) => record?.(recorded) ?? recorded, before),
  };
}
