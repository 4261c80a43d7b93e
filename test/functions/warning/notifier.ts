import { DetailType } from '../../../functions/contract.ts';
import { dueNotifications } from '../../../functions/warning/due-notifications.ts';
import type { Notification } from '../../../functions/warning/notification.ts';
import {
  changedNotificationTags,
  parseNotificationState,
} from '../../../functions/warning/notification-state.ts';
import type { NotificationState } from '../../../functions/warning/notification-state.ts';
import type { Situation } from '../../../functions/warning/situation.ts';
import type {
  CredentialState,
  IntegrationState,
  RotationState,
} from '../../../functions/integration/integration-state.ts';
import {
  credentialState,
  INTEGRATION,
  DAY_MS,
  HOUR_MS,
  NOW,
  integrationState,
  VERSION,
} from '../rotation/state-fixture.ts';

/** The default stages, and a warning for client secrets of 180 days. */
export const policy = { warningDays: [30, 14, 7, 3, 1], clientSecretMaxAgeDays: 180 };

/** Only the acceptance of the present credentials was reported. */
export const nothingSent: NotificationState = {
  state: undefined,
  failure: undefined,
  acceptedVersion: VERSION,
  credentials: [],
  reminders: {},
};

/** The situation of an integration in this state. By default nothing was sent, and the run is the daily run. */
export function situation(state: IntegrationState, changes: Partial<Situation> = {}): Situation {
  const { tags = {} } = changes;
  const sent = 'tags' in changes ? parseNotificationState(tags) : nothingSent;
  return { integration: INTEGRATION, state, tags, sent, now: NOW, isDaily: true, policy, ...changes };
}

/**
 * A function that returns the notifications due for a state, and saves them as sent. By default each run is the daily
 * run.
 */
export function notifier(sent: NotificationState = nothingSent) {
  let tags = changedNotificationTags(sent, {});
  return (state: IntegrationState, now = NOW, isDaily = true): readonly Notification[] => {
    const due = dueNotifications(situation(state, { tags, now, isDaily }));
    if (due.notifications.length > 0) tags = { ...tags, ...changedNotificationTags(due.nextState, tags) };
    return due.notifications;
  };
}

/** The kinds of notifications, in order. */
export const kinds = (notifications: readonly Notification[]) => notifications.map(({ kind }) => kind);

/** An integration with one credential that has these changes. */
export const withCredential = (
  changes: Partial<CredentialState>,
  state: Partial<IntegrationState> = {},
): IntegrationState => integrationState({ ...state, credentials: [credentialState(changes)] });

/** An integration that has been in a state for an hour. */
export const inState = (state: RotationState, changes: Partial<IntegrationState> = {}): IntegrationState =>
  integrationState({ status: { state, code: 'AlationUnavailable', since: NOW - HOUR_MS }, ...changes });

/** A rejected credential. */
export const rejected = (changes: Partial<CredentialState> = {}): CredentialState =>
  credentialState({ state: 'rejected', ...changes });

/** An integration whose refresh token expires in this many days. */
export const expiringIn = (days: number): IntegrationState =>
  withCredential({ expiresAt: NOW + days * DAY_MS });

const stageOf = ({ event }: Notification) =>
  event?.detailType === DetailType.refreshTokenExpired ? 0 : event?.detail['stage'];

/** The stages of notifications about expiry, in order; 0 is "expired". */
export const stages = (notifications: readonly Notification[]): readonly unknown[] =>
  notifications.map(stageOf).filter((stage) => stage !== undefined);
