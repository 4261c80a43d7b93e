import type { IntegrationState } from '../integration/integration-state.ts';
import type { Tags } from '../integration/ports.ts';
import type { Notification } from './notification.ts';
import type { NotificationState } from './notification-state.ts';

/** When notifications are due. */
export interface WarningPolicy {
  /** Days before a refresh token's expiry on which a notification is due. */
  readonly warningDays: readonly number[];
  /** Days after which an OAuth client secret is old; 0 never warns. */
  readonly clientSecretMaxAgeDays: number;
}

/** Everything that decides which notifications about an integration are due. */
export interface Situation {
  readonly integration: string;
  readonly state: IntegrationState;
  /** All tags of the credentials secret. */
  readonly tags: Tags;
  /** The notifications that were sent before. */
  readonly sent: NotificationState;
  /** Ms since the epoch. */
  readonly now: number;
  /**
   * Whether this run covers all integrations, as the daily run does. Another run repeats nothing. It sends the notifications
   * about an integration only if one of them is urgent.
   */
  readonly isDaily: boolean;
  readonly policy: WarningPolicy;
}

/** The due notifications of one kind. */
export interface Found {
  readonly notifications: readonly Notification[];
  /**
   * Records in the notification state that these notifications were sent.
   * @default - nothing
   */
  readonly record?: (state: NotificationState) => NotificationState;
}

/** A kind of notification: decides, purely, which of its notifications are due. */
export type NotificationKind = (situation: Situation) => Found;

/** Nothing is due, and nothing is to be recorded. */
export const NOTHING: Found = { notifications: [] };
