import type { CredentialKind } from '../integration/credential.ts';
import type { Tags } from '../integration/ports.ts';
import type { Notification } from './notification.ts';

/** The notifications about one integration, and what their texts need. */
export interface IntegrationNotifications {
  readonly integration: string;
  readonly owner: string | undefined;
  /** Alation's address, on which new credentials are made. */
  readonly baseUrl: string | undefined;
  /** Expiry of the published access token in ms since the epoch; undefined when none was ever published. */
  readonly accessTokenExpiresAt: number | undefined;
  /**
   * Whether the published access token may be inactive before its expiry.
   * @default - it was verified
   */
  readonly isAccessTokenInDoubt?: boolean | undefined;
  /** One for each credential. */
  readonly credentialKinds: readonly CredentialKind[];
  readonly notifications: readonly Notification[];
}

/** Notifications that are due and not sent yet. */
export interface PendingNotifications {
  readonly about: IntegrationNotifications;
  /** Tags to write once all of them are sent, so that none is sent twice. */
  readonly tags: Tags;
}
