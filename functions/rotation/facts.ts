import type { PublishedAccessToken } from '../integration/access-token.ts';
import type { Credentials } from '../integration/credential.ts';
import type { BaseUrlParser } from '../integration/credentials-document.ts';
import type { RotationPolicy } from '../integration/policy.ts';
import type {
  Clock,
  ListedIntegration,
  Log,
  Random,
  SecretPair,
  SecretStore,
  TokenEndpoints,
} from '../integration/ports.ts';
import type { MintedBy } from './issuing-credential.ts';
import type { IntegrationState } from '../integration/integration-state.ts';
import type { RateLimiter } from '../integration/rate-limiter.ts';

/** What a rotation works with. */
export interface RotationDependencies {
  readonly store: SecretStore;
  readonly endpoints: TokenEndpoints;
  readonly parseBaseUrl: BaseUrlParser;
  readonly acquireWrite: RateLimiter;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly policy: RotationPolicy;
}

/** One integration while it is worked on: what was read, on which everything that follows is decided. */
export interface RotationFacts {
  readonly listed: ListedIntegration;
  readonly state: IntegrationState;
  readonly secrets: SecretPair & { readonly credentials: NonNullable<SecretPair['credentials']> };
  readonly credentials: Credentials;
  /** What AWSCURRENT of the access-token secret holds; undefined when it holds nothing a consumer could use. */
  readonly published: PublishedAccessToken | undefined;
  /** What minted the published access token; undefined when there is none. */
  readonly mintedBy: MintedBy | undefined;
  /** No exchange with Alation starts at or after this instant, ms since the epoch. */
  readonly until: number;
}
