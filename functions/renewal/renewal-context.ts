import type { PublishedAccessToken } from '../integration/access-token.ts';
import type { Credentials } from '../integration/credential.ts';
import type { BaseUrlParser } from '../integration/credentials-document.ts';
import type { RenewalState } from '../integration/renewal-state.ts';
import type {
  Clock,
  CredentialsStore,
  Log,
  Random,
  SecretStore,
  SecretValue,
  TokenEndpoints,
} from '../integration/ports.ts';

/** The dependencies of a renewal. */
export interface RenewalDependencies {
  readonly store: Pick<SecretStore, 'writeTags'>;
  readonly credentialsStore: CredentialsStore;
  readonly endpoints: Pick<TokenEndpoints, 'inspect' | 'regenerate' | 'verify'>;
  readonly parseBaseUrl: BaseUrlParser;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** A new random VersionId: 32 to 64 characters. */
  readonly newVersionId: () => string;
}

/** What a renewal needs of its integration. */
export interface RenewalFacts {
  readonly integration: string;
  /** The credentials document under AWSCURRENT. */
  readonly secret: SecretValue;
  readonly credentials: Credentials;
  readonly published: PublishedAccessToken | undefined;
  /** Expiry of the refresh token before the renewal, ms since the epoch. */
  readonly expiresAt: number | undefined;
  /** The deadline of the integration, ms since the epoch. Only a renewal that has begun continues after this instant. */
  readonly until: number;
}

/** The document under AWSCURRENT with the new or extended refresh token. */
export interface StoredRenewal {
  readonly secret: SecretValue;
  /** `credentialFingerprint` of that refresh token. An operator may have given the refresh token another name meanwhile. */
  readonly fingerprint: string;
  /** The expiry that Alation reported for that refresh token. */
  readonly expiresAt: number | undefined;
}

/** The result of a renewal, or of finding out about an earlier renewal. */
export type RenewalResult = {
  /**
   * Whether the rotation mints from this credential now. If not, the rotation waits for a later sweep, because Alation may
   * still revoke the refresh token or an operator replaced it.
   */
  readonly mint: boolean;
} & (
  | { readonly renewal: RenewalState; readonly stored: StoredRenewal }
  | {
      /** The new state; undefined if nothing was tried. */
      readonly renewal: RenewalState | undefined;
      /** @default - no document with a new or extended refresh token is stored */
      readonly stored?: undefined;
    }
);
