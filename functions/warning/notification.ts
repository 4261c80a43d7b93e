import type { Severity } from '../contract.ts';
import type { CredentialKind } from '../integration/credential.ts';
import type { ActiveContest } from '../integration/contest.ts';
import type { CredentialState } from '../integration/integration-state.ts';

/** A credential as a notification names it. */
export interface NotificationCredential {
  readonly name: string;
  readonly kind: CredentialKind;
  /** Undefined for an OAuth client, which does not expire. */
  readonly expiresAt: number | undefined;
  readonly expirySource: 'reported' | 'estimated' | undefined;
}

/** One thing that an operator must know about an integration. */
export type Notification =
  | {
      readonly kind: 'refresh-token-expiring';
      readonly credential: NotificationCredential;
      readonly stage: number;
    }
  | { readonly kind: 'refresh-token-expired'; readonly credential: NotificationCredential }
  /** The estimated expiry has passed. Alation may still accept the refresh token. */
  | { readonly kind: 'refresh-token-expiry-estimated'; readonly credential: NotificationCredential }
  /** Alation rejected one of several credentials. The rotator mints from the others. */
  | { readonly kind: 'credential-rejected'; readonly credential: NotificationCredential }
  /** Alation answers 403 to one of several credentials. The rotator mints from the others. */
  | { readonly kind: 'credential-forbidden'; readonly credential: NotificationCredential }
  /** Alation accepts a credential again that it rejected or forbade. */
  | { readonly kind: 'credential-accepted-again'; readonly credential: NotificationCredential }
  /** Alation rejected every credential. The rotator mints nothing until Alation accepts one again or an operator acts. */
  | { readonly kind: 'all-rejected' }
  | { readonly kind: 'rotation-failing'; readonly code: string | undefined; readonly since: number }
  | { readonly kind: 'rotation-recovered' }
  | {
      readonly kind: 'credentials-accepted';
      readonly credentials: readonly NotificationCredential[];
      /** Names of credentials stored with them that Alation has neither accepted nor rejected yet. */
      readonly unused: readonly string[];
    }
  | {
      readonly kind: 'client-secret-old';
      readonly credential: NotificationCredential;
      readonly storedAt: number;
    }
  /** Somebody else mints from a credential. */
  | {
      readonly kind: 'contested';
      readonly contest: ActiveContest;
      /** Undefined if the tags no longer name it. */
      readonly credential: NotificationCredential | undefined;
      readonly isOnlyCredential: boolean;
    }
  | { readonly kind: 'contest-ended' }
  /** Alation's answer contradicts itself about the lifetime of an access token. */
  | { readonly kind: 'lifetime-doubtful'; readonly credential: string };

/** `critical` when consumers have no valid access token, or may have none within a day. */
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
    case 'credential-forbidden':
    case 'client-secret-old':
    case 'lifetime-doubtful':
      return 'warning';
    case 'contested':
      return notification.isOnlyCredential ? 'critical' : 'warning';
    case 'rotation-recovered':
    case 'contest-ended':
    case 'credential-accepted-again':
    case 'credentials-accepted':
      return 'info';
  }
}

/** The part of a credential's state that a notification names. */
export function notificationCredential({
  name,
  kind,
  expiresAt,
  expirySource,
}: CredentialState): NotificationCredential {
  return { name, kind, expiresAt, expirySource };
}
