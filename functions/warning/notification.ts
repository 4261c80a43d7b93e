import type { Severity } from '../contract.ts';
import type { CredentialKind } from '../integration/credential.ts';

/** A credential as a notification tells of it. */
export interface NotificationCredential {
  readonly name: string;
  readonly kind: CredentialKind;
  /** Undefined for an OAuth client, which does not expire. */
  readonly expiresAt: number | undefined;
  readonly expirySource: 'reported' | 'estimated' | undefined;
}

/** One thing to say about one integration. */
export type Notification =
  | {
      readonly kind: 'refresh-token-expiring';
      readonly credential: NotificationCredential;
      readonly stage: number;
    }
  | { readonly kind: 'refresh-token-expired'; readonly credential: NotificationCredential }
  /** Only an estimate of its expiry has passed: it may mint as before. */
  | { readonly kind: 'refresh-token-expiry-estimated'; readonly credential: NotificationCredential }
  /** One of several credentials was rejected; the others carry on. */
  | { readonly kind: 'credential-rejected'; readonly credential: NotificationCredential }
  /** Every credential was rejected: nothing is minted until somebody acts. */
  | { readonly kind: 'all-rejected' }
  | { readonly kind: 'rotation-failing'; readonly code: string | undefined; readonly since: number }
  | { readonly kind: 'rotation-recovered' }
  | {
      readonly kind: 'credentials-accepted';
      readonly credentials: readonly NotificationCredential[];
      /** Names of those stored with them of which Alation has said nothing yet. */
      readonly unused: readonly string[];
    }
  | {
      readonly kind: 'client-secret-old';
      readonly credential: NotificationCredential;
      readonly storedAt: number;
    };

/** How loud a notification is: `critical` when an access token is or will within a day be missing. */
export function severityOf(notification: Notification): Severity {
  switch (notification.kind) {
    case 'refresh-token-expired':
    case 'all-rejected':
    case 'rotation-failing':
      return 'critical';
    case 'refresh-token-expiring':
      return notification.stage <= 1 ? 'critical' : 'warning';
    case 'refresh-token-expiry-estimated':
    case 'credential-rejected':
    case 'client-secret-old':
      return 'warning';
    case 'rotation-recovered':
    case 'credentials-accepted':
      return 'info';
  }
}
