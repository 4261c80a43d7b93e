import type { PublishedAccessToken } from '../integration/access-token.ts';
import type { Credentials } from '../integration/credential.ts';
import type { BaseUrlParser } from '../integration/credentials-document.ts';
import type { IntegrationState } from '../integration/integration-state.ts';
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
import type { RateLimiter } from '../integration/rate-limiter.ts';
import type { RenewalDependencies } from '../renewal/renewal-context.ts';
import type { MintedBy } from './issuing-credential.ts';

/** The dependencies of a rotation. */
export interface RotationDependencies {
  readonly store: SecretStore;
  readonly endpoints: TokenEndpoints;
  readonly parseBaseUrl: BaseUrlParser;
  /** The rate limit of writes to Secrets Manager. */
  readonly acquireWrite: RateLimiter;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly policy: RotationPolicy;
  /**
   * The further dependencies of a renewal of refresh tokens.
   * @default - refresh tokens are never renewed
   */
  readonly renewal?: Pick<RenewalDependencies, 'credentialsStore' | 'newVersionId'>;
}

/** The facts read about one integration. Every decision of its reconcile is based on them. */
export interface RotationFacts {
  readonly listed: ListedIntegration;
  /** The state from tags, corrected by the value of the access-token secret. */
  readonly state: IntegrationState;
  readonly secrets: SecretPair & { readonly credentials: NonNullable<SecretPair['credentials']> };
  readonly credentials: Credentials;
  /** The access token under AWSCURRENT; undefined if the secret holds nothing that a consumer could use. */
  readonly published: PublishedAccessToken | undefined;
  /** The issuing credential; undefined if no access token is published. */
  readonly mintedBy: MintedBy | undefined;
  /**
   * Name of the credential that minted the published access token with its present refresh token or client secret.
   * @default - it is not certain
   */
  readonly provenCredential?: string | undefined;
  /**
   * The deadline of the integration, ms since the epoch. No inspection, no retry and no attempt to mint starts at or after
   * this instant. Only an attempt that has begun continues.
   */
  readonly until: number;
}

/** What a reconcile found out about an integration. Every result contains it, also a failure. */
export interface Findings {
  /** Names of the credentials that Alation rejected. */
  readonly rejected: ReadonlySet<string>;
  /**
   * Names of the credentials whose mints Alation answered with 403.
   * @default - none
   */
  readonly forbidden?: ReadonlySet<string> | undefined;
  /**
   * Whether the published access token may be inactive: a probe found it inactive, or its issuing credential may have
   * minted another access token.
   */
  readonly inDoubt: boolean;
  /**
   * Whether a probe found the published access token inactive before its expiry, and the rotator was not the cause.
   * @default - it did not
   */
  readonly wasRevoked?: boolean | undefined;
}

export const noFindings: Findings = { rejected: new Set(), inDoubt: false };
