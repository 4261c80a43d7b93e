import type { CredentialKind } from '../rotation/credential.ts';
import type { Notice } from './notice.ts';

/** Everything to be said about one integration, with what a person needs to act on it. */
export interface NoticedIntegration {
  readonly integration: string;
  readonly owner: string | undefined;
  /** Where credentials are made: `<baseUrl>/account/auth` or `<baseUrl>/admin/auth/`. */
  readonly baseUrl: string | undefined;
  /** When the published access token dies; undefined when none was ever published. */
  readonly accessTokenExpiresAt: number | undefined;
  /** One for each credential. */
  readonly credentialKinds: readonly CredentialKind[];
  readonly notices: readonly Notice[];
}
