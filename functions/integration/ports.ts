import type { Severity } from '../contract.ts';
import type { AccessTokenFlaw, MintedAccessToken } from './access-token.ts';
import type { Credential, RefreshTokenCredential } from './credential.ts';
import type { Sensitive } from './sensitive.ts';

/** The clock, and a timer on it. */
export interface Clock {
  /** Ms since the epoch. */
  now(): number;
  /** Resolves after `ms` milliseconds. */
  sleep(ms: number): Promise<void>;
}

/** A random number in [0, 1), uniformly distributed. */
export type Random = () => number;

/** Tags of a secret. */
export type Tags = Readonly<Record<string, string>>;

/** An integration as ListSecrets or DescribeSecret shows its credentials secret. No secret value is read. */
export interface ListedIntegration {
  readonly integration: string;
  /** VersionId under AWSCURRENT of the credentials secret; undefined until credentials are stored. */
  readonly credentialsVersionId: string | undefined;
  readonly tags: Tags;
}

/** One version of a secret, with its value. */
export interface SecretValue {
  readonly versionId: string;
  /** The text; undefined if the value is binary. */
  readonly text: string | undefined;
  /** When this version was stored, ms since the epoch. */
  readonly createdAt: number;
}

/** Both secrets of an integration under AWSCURRENT; undefined if a secret has no value yet. */
export interface SecretPair {
  readonly credentials: SecretValue | undefined;
  readonly accessToken: SecretValue | undefined;
}

/**
 * The secrets of all integrations. Methods throw a `RotationError` (`SecretsManagerUnavailable`, `SecretAccessDenied`,
 * `SecretMissing`, `PublishFailed`, `Unexpected`) whose message names the secret and never its value.
 */
export interface SecretStore {
  /** Every integration, in pages of at most 100. A listing may be minutes old. */
  listIntegrations(): AsyncIterable<readonly ListedIntegration[]>;
  /** One integration as it is now; undefined if its credentials secret does not exist or is scheduled for deletion. */
  describeIntegration(integration: string): Promise<ListedIntegration | undefined>;
  /**
   * Reads both secrets.
   *
   * @param isShared whether the read may wait for the reads of other integrations, to share one request
   */
  readSecrets(integration: string, isShared?: boolean): Promise<SecretPair>;
  /**
   * Stores an access-token document under AWSCURRENT with this ClientRequestToken as its VersionId.
   * `conflict`: that VersionId exists with another value (ResourceExistsException).
   */
  putAccessToken(integration: string, document: Sensitive, versionId: string): Promise<'stored' | 'conflict'>;
  /** When each version of the access-token secret was stored, ms since the epoch. Includes versions without a label. */
  versionTimes(integration: string): Promise<readonly number[]>;
  /** Sets these tags on the credentials secret; an empty value clears the tag. */
  writeTags(integration: string, tags: Tags): Promise<void>;
}

/** Alation's response about a refresh token (`validateRefreshToken`). For an OAuth client: `active` without an expiry. */
export type CredentialInspection =
  | { readonly state: 'active'; readonly expiresAt: number | undefined }
  | { readonly state: 'refused' };

/** An access token to verify, and the user that it belongs to. */
export interface VerifiableAccessToken {
  readonly accessToken: Sensitive;
  readonly tokenType: 'APIAccessToken' | 'Bearer';
  readonly userId: number | undefined;
}

/**
 * Alation's token endpoints, for API keys and OAuth. Methods have an absolute time limit, leave retries to the caller, and
 * throw a `RotationError` if they get no usable response.
 */
export interface TokenEndpoints {
  /**
   * Creates an access token. The mint revokes the previous access token of the same credential. Throws
   * `CredentialRejected` if Alation rejects the credential.
   */
  mint(baseUrl: string, credential: Credential): Promise<MintedAccessToken>;
  /**
   * Verifies an access token. A flaw explains why it is inactive, or is a finding of the offline verification.
   *
   * @param credential its issuing credential, or another credential of the same kind
   */
  verify(
    baseUrl: string,
    accessToken: VerifiableAccessToken,
    credential: Credential,
  ): Promise<'active' | 'inactive' | AccessTokenFlaw>;
  /** Inspects a refresh token. Changes nothing. Sends no request for an OAuth client. */
  inspect(baseUrl: string, credential: Credential): Promise<CredentialInspection>;
  /**
   * Replaces a refresh token with a new refresh token (`regenRefreshToken`). Alation revokes the old refresh token at
   * once, so after a failure with `detail.sent` the old refresh token may be revoked and the new refresh token unknown.
   */
  regenerate(baseUrl: string, credential: RefreshTokenCredential): Promise<Sensitive>;
}

/**
 * The reads and writes of a credentials secret that a renewal of a refresh token needs. Methods throw the errors of
 * `SecretStore`.
 */
export interface CredentialsStore {
  /**
   * Stores a document under AWSPENDING with this ClientRequestToken as its VersionId. `conflict`: that VersionId exists
   * with another value.
   */
  putPending(integration: string, document: Sensitive, versionId: string): Promise<'stored' | 'conflict'>;
  /** The value under AWSPENDING; undefined if there is none. */
  readPending(integration: string): Promise<SecretValue | undefined>;
  /** The value under AWSCURRENT. */
  readCurrent(integration: string): Promise<SecretValue | undefined>;
  /** Moves AWSCURRENT from one version to another. `refused`: AWSCURRENT was no longer at `from`. */
  moveCurrent(integration: string, from: string, to: string): Promise<'moved' | 'refused'>;
}

/** An event for EventBridge. `detail` holds no secret value. */
export interface RotatorEvent {
  readonly detailType: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** The event bus. Delivery is best effort: the state is in the tags. */
export interface EventSink {
  /** Returns how many events were refused or not sent. Never throws for such an event. */
  put(events: readonly RotatorEvent[]): Promise<number>;
}

/** Writes one log line. The caller names each field, so that the log contains no secret value. */
export interface Log {
  info(event: string, fields: Readonly<Record<string, unknown>>): void;
  warn(event: string, fields: Readonly<Record<string, unknown>>): void;
  error(event: string, fields: Readonly<Record<string, unknown>>): void;
}

/** An SNS message to operators and owners. No field holds a secret value. */
export interface Alert {
  /** Subject of an e-mail. SNS gets it as one line of printable ASCII, at most 99 characters. */
  readonly subject: string;
  /** Plain text. */
  readonly body: string;
  /** `severity`, `owner` and `integrations` become message attributes that subscriptions can filter by. */
  readonly severity: Severity;
  readonly owner: string | undefined;
  readonly integrations: readonly string[];
}

/** The SNS topic for alerts. */
export interface AlertTopic {
  /** Sends one alert to each subscription whose filter matches. Throws if SNS did not accept it. */
  publish(alert: Alert): Promise<void>;
}
