import type { Severity } from '../contract.ts';
import type { CredentialKind } from '../rotation/credential.ts';

/** A credential as a notice tells of it. */
export interface NoticedCredential {
  readonly name: string;
  readonly kind: CredentialKind;
  /** Undefined for an OAuth client, which does not expire. */
  readonly expiresAt: number | undefined;
  readonly expirySource: 'reported' | 'estimated' | undefined;
}

/** One thing to say about one integration. */
export type Notice =
  | {
      readonly kind: 'refresh-token-expiring';
      readonly credential: NoticedCredential;
      readonly stage: number;
    }
  | { readonly kind: 'refresh-token-expired'; readonly credential: NoticedCredential }
  /** Only an estimate of its expiry has passed: it may mint as before. */
  | { readonly kind: 'refresh-token-perhaps-expired'; readonly credential: NoticedCredential }
  /** One of several credentials was rejected; the others carry on. */
  | { readonly kind: 'credential-rejected'; readonly credential: NoticedCredential }
  /** Every credential was rejected: nothing is minted until somebody acts. */
  | { readonly kind: 'all-rejected' }
  | { readonly kind: 'rotation-failing'; readonly code: string | undefined; readonly since: number }
  | { readonly kind: 'rotation-recovered' }
  | {
      readonly kind: 'credentials-accepted';
      readonly credentials: readonly NoticedCredential[];
      /** Names of those stored with them of which Alation has said nothing yet. */
      readonly unused: readonly string[];
    }
  | { readonly kind: 'client-secret-old'; readonly credential: NoticedCredential; readonly storedAt: number };

/** How loud a notice is: `critical` when an access token is or will within a day be missing. */
export function severityOf(notice: Notice): Severity {
  switch (notice.kind) {
    case 'refresh-token-expired':
    case 'all-rejected':
    case 'rotation-failing':
      return 'critical';
    case 'refresh-token-expiring':
      return notice.stage <= 1 ? 'critical' : 'warning';
    case 'refresh-token-perhaps-expired':
    case 'credential-rejected':
    case 'client-secret-old':
      return 'warning';
    case 'rotation-recovered':
    case 'credentials-accepted':
      return 'info';
  }
}
