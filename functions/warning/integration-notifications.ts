import type { CredentialKind } from '../integration/credential.ts';
import type { Notification } from './notification.ts';

/** Everything to be said about one integration, with what a person needs to act on it. */
export interface IntegrationNotifications {
  readonly integration: string;
  readonly owner: string | undefined;
  /** Where credentials are made: `<baseUrl>/account/auth` or `<baseUrl>/admin/auth/`. */
  readonly baseUrl: string | undefined;
  /** When the published access token dies; undefined when none was ever published. */
  readonly accessTokenExpiresAt: number | undefined;
  /** One for each credential. */
  readonly credentialKinds: readonly CredentialKind[];
  readonly notifications: readonly Notification[];
}
