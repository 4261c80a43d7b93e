import type { PublishedAccessToken } from './access-token.ts';
import type { Credentials } from './credential.ts';
import type { BaseUrlParser } from './credentials-document.ts';
import type { RotationPolicy } from './policy.ts';
import type {
  Clock,
  ListedIntegration,
  Log,
  Random,
  SecretPair,
  SecretStore,
  TokenEndpoints,
} from './ports.ts';
import type { Origin } from './publisher.ts';
import type { RotationRecord } from './rotation-record.ts';
import type { TakeWritePermit } from './queue/write-permit.ts';

/** What a rotation works with. */
export interface RotationDependencies {
  readonly store: SecretStore;
  readonly endpoints: TokenEndpoints;
  readonly parseBaseUrl: BaseUrlParser;
  readonly takeWritePermit: TakeWritePermit;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly policy: RotationPolicy;
}

/** One integration while it is worked on: what was read, on which everything that follows is decided. */
export interface RotationSession {
  readonly listed: ListedIntegration;
  readonly record: RotationRecord;
  readonly secrets: SecretPair & { readonly credentials: NonNullable<SecretPair['credentials']> };
  readonly credentials: Credentials;
  /** What AWSCURRENT of the access-token secret holds; undefined when it holds nothing a consumer could use. */
  readonly published: PublishedAccessToken | undefined;
  /** What minted the published access token; undefined when there is none. */
  readonly origin: Origin | undefined;
  /** No exchange with Alation starts at or after this instant, ms since the epoch. */
  readonly until: number;
}
