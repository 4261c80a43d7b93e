import type { Notice } from './notice.ts';

/** Everything to be said about one integration, with what a person needs to act on it. */
export interface NoticedIntegration {
  readonly integration: string;
  readonly owner: string | undefined;
  /** Where the refresh token is made: `<baseUrl>/account/auth`. */
  readonly baseUrl: string | undefined;
  /** When the published access token dies; undefined when none was ever published. */
  readonly accessTokenExpiresAt: number | undefined;
  readonly notices: readonly Notice[];
}
