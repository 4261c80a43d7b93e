import type { Severity } from '../contract.ts';
import type { AccessTokenFlaw, MintedAccessToken } from './access-token.ts';
import type { Credential } from './credential.ts';
import type { Sensitive } from './sensitive.ts';

/** The time, and waiting. */
export interface Clock {
  /** Ms since the epoch. */
  now(): number;
  /** Resolves after that many ms. */
  sleep(ms: number): Promise<void>;
}

/** A number in [0, 1), evenly spread. */
export type Random = () => number;

/** Tags of a secret. */
export type Tags = Readonly<Record<string, string>>;

/** An integration as ListSecrets or DescribeSecret shows its credentials secret: no value is read. */
export interface ListedIntegration {
  readonly integration: string;
  /** VersionId under AWSCURRENT of the credentials secret; undefined until somebody stores credentials. */
  readonly credentialsVersionId: string | undefined;
  readonly tags: Tags;
}

/** A secret's current value; `undefined` stands for a secret that has none yet. */
export interface SecretValue {
  readonly versionId: string;
  /** The text; undefined when the value is binary. */
  readonly text: string | undefined;
  /** When this version was stored, ms since the epoch. */
  readonly createdAt: number;
}

/** Both secrets of an integration under AWSCURRENT. */
export interface SecretPair {
  readonly credentials: SecretValue | undefined;
  readonly accessToken: SecretValue | undefined;
}

/**
 * Where secrets live. Methods throw a `RotationError` (`SecretsManagerUnavailable`, `SecretAccessDenied`,
 * `SecretMissing`) whose message names the secret and never its value.
 */
export interface SecretStore {
  /** Every integration, a page (of at most 100) at a time. A listing may be minutes old. */
  listIntegrations(): AsyncIterable<readonly ListedIntegration[]>;
  /** One integration as it is now; undefined when its credentials secret does not exist or is being deleted. */
  describeIntegration(integration: string): Promise<ListedIntegration | undefined>;
  /** Reads both secrets. */
  readSecrets(integration: string): Promise<SecretPair>;
  /**
   * Stores an access-token document under AWSCURRENT with this ClientRequestToken as its VersionId.
   * `conflict` means that VersionId exists with another value (ResourceExistsException).
   */
  putAccessToken(integration: string, document: Sensitive, versionId: string): Promise<'stored' | 'conflict'>;
  /** Sets these tags on the credentials secret; an empty value clears one. */
  writeTags(integration: string, tags: Tags): Promise<void>;
}

/** What Alation says of a refresh token (`validateRefreshToken`); OAuth clients have no expiry to tell. */
export type CredentialInspection =
  | { readonly state: 'active'; readonly expiresAt: number | undefined }
  | { readonly state: 'refused' };

/** What is asked about: a published or minted access token and the user it belongs to. */
export interface VerifiableAccessToken {
  readonly accessToken: Sensitive;
  readonly tokenType: 'APIAccessToken' | 'Bearer';
  readonly userId: number | undefined;
}

/**
 * Alation's token endpoints, API keys and OAuth alike. Methods make one attempt, within an absolute time limit,
 * and throw a `RotationError` when they get no usable answer.
 */
export interface TokenEndpoints {
  /** Creates an access token. This kills the previous one of the same credential. Throws `CredentialRejected`. */
  mint(baseUrl: string, credential: Credential): Promise<MintedAccessToken>;
  /**
   * Asks whether an access token is alive: `dead` is what Alation says, a flaw why it says so or what shows without asking. `credential`
   * is one that Alation will accept the question from: the one that minted it where it is still there.
   */
  verify(
    baseUrl: string,
    accessToken: VerifiableAccessToken,
    credential: Credential,
  ): Promise<'active' | 'inactive' | AccessTokenFlaw>;
  /** Asks about the credential itself, without changing anything. */
  inspect(baseUrl: string, credential: Credential): Promise<CredentialInspection>;
}

/** An event for EventBridge. `detail` holds no secret value. */
export interface RotatorEvent {
  readonly detailType: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** Where events go. Delivery is best effort: the state is in the tags. */
export interface EventSink {
  /** Returns how many entries were refused. Never throws for a refused entry. */
  put(events: readonly RotatorEvent[]): Promise<number>;
}

/** One line of the log; fields are allow-listed by the caller and hold no secret value. */
export interface Log {
  info(event: string, fields: Readonly<Record<string, unknown>>): void;
  warn(event: string, fields: Readonly<Record<string, unknown>>): void;
  error(event: string, fields: Readonly<Record<string, unknown>>): void;
}

/** One message to people. No field holds a secret value. */
export interface Alert {
  /** Subject of an e-mail: one line of printable ASCII, at most 99 characters. */
  readonly subject: string;
  /** Plain text. */
  readonly body: string;
  /** `severity`, `owner` and `integrations` become message attributes that subscriptions can filter by. */
  readonly severity: Severity;
  readonly owner: string | undefined;
  readonly integrations: readonly string[];
}

/** Where alerts for people go. */
export interface AlertTopic {
  /** Sends one alert to everybody whose subscription lets it through. Throws when it was not accepted. */
  publish(alert: Alert): Promise<void>;
  /** How many subscriptions are confirmed: with none, nobody hears an alert. */
  confirmedSubscriptions(): Promise<number>;
}
