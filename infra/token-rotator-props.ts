import type { AlertSubscriptionProps, ChatChannelProps } from './alert-props.ts';
import type { IntegrationProps } from './integration-props.ts';
import type { NetworkProps } from './network-props.ts';

/** Settings of `TokenRotator`, and of `cdk.json` under `alation-token-rotator`. */
export interface TokenRotatorProps {
  /** Integrations by name. A name has 1 to 64 of a-z, 0-9 and `-`. Removing an integration keeps its secrets. */
  readonly integrations: Readonly<Record<string, IntegrationProps>>;

  /**
   * First segment of every secret's name. Two rotators in one account and Region need two prefixes. Changing it creates
   * new, empty secrets.
   *
   * @default 'alation'
   */
  readonly prefix?: string | undefined;

  /**
   * Alation hosts that tokens may be sent to. `*.example.com` allows every subdomain of example.com.
   *
   * @default ['*.alationcloud.com']
   */
  readonly allowedHosts?: readonly string[] | undefined;

  /**
   * E-mail addresses that get every alert and every alarm. A person must follow the link in the first mail from SNS.
   *
   * @default - none
   */
  readonly alertEmails?: readonly string[] | undefined;

  /**
   * More subscriptions of the alert topic. Each may have filters.
   *
   * @default - none
   */
  readonly alertSubscriptions?: readonly AlertSubscriptionProps[] | undefined;

  /**
   * Chat channels by name. A name has 1 to 32 of a-z, 0-9 and `-`.
   *
   * @default - none
   */
  readonly chatChannels?: Readonly<Record<string, ChatChannelProps>> | undefined;

  /**
   * Minutes between two sweeps of the rotator.
   *
   * @default 15
   */
  readonly rotationIntervalMinutes?: number | undefined;

  /**
   * Number of parts (1 to 100) that the integrations are divided into. Each part has its own schedule. One part is
   * enough for 10,000 integrations.
   *
   * @default 1
   */
  readonly shards?: number | undefined;

  /**
   * Fraction of an access token's lifetime after which it is renewed, 0.1 to 0.9. With 0.5, one of 24 h is renewed
   * after 12 h.
   *
   * @default 0.5
   */
  readonly renewalFraction?: number | undefined;

  /**
   * Minutes between two checks whether a published access token is still active.
   *
   * @default - 60, or `rotationIntervalMinutes` if that is more
   */
  readonly probeIntervalMinutes?: number | undefined;

  /**
   * Lifetime of a refresh token in days, for estimates when Alation cannot be asked.
   *
   * @default 60
   */
  readonly refreshTokenLifetimeDays?: number | undefined;

  /**
   * Days before a refresh token's expiry on which its owner is warned, largest first.
   *
   * @default [30, 14, 7, 3, 1]
   */
  readonly warningDays?: readonly number[] | undefined;

  /**
   * Time of day at which warnings are sent, `HH:MM`.
   *
   * @default '08:00'
   */
  readonly warningTime?: string | undefined;

  /**
   * Time zone of `warningTime`, an IANA name.
   *
   * @default 'UTC'
   */
  readonly warningTimeZone?: string | undefined;

  /**
   * Days after which an alert asks for a new OAuth client secret. 0 never asks.
   *
   * @default 0
   */
  readonly clientSecretMaxAgeDays?: number | undefined;

  /**
   * How an OAuth access token is verified: by introspection (`online`), by its signature (`offline`), or by `both`.
   *
   * @default 'both'
   */
  readonly oauthVerification?: 'online' | 'offline' | 'both' | undefined;

  /**
   * Highest number of Secrets Manager writes a second. The account's quota is 50, shared with deployments.
   *
   * @default 40
   */
  readonly writesPerSecond?: number | undefined;

  /**
   * Hours before an access token's expiry at which the alarm `AccessTokenNearExpiry` fires. Lower it if access tokens
   * last an hour.
   *
   * @default - half of what a 24 h access token has left at its renewal: 6 with `renewalFraction` 0.5
   */
  readonly runwayAlarmHours?: number | undefined;

  /**
   * Days that CloudWatch keeps the functions' logs.
   *
   * @default 90
   */
  readonly logRetentionDays?: number | undefined;

  /**
   * ARN of an existing KMS key of this account and Region for the secrets. The stack does not change its policy.
   *
   * @default - a new key with rotation
   */
  readonly kmsKeyArn?: string | undefined;

  /**
   * ARNs of the IAM roles that may read credentials. If set, everybody else but the rotator is denied.
   *
   * @default - readers and the warner are denied; the account's IAM policies decide about everybody else
   */
  readonly operators?: readonly string[] | undefined;

  /**
   * An existing VPC for both functions.
   *
   * @default - none: the functions have no fixed address
   */
  readonly network?: NetworkProps | undefined;

  /**
   * Proxy for calls to Alation and AWS (HTTPS_PROXY), such as `http://proxy.example.com:3128`.
   *
   * @default - none
   */
  readonly httpsProxy?: string | undefined;

  /**
   * Hosts, and domains with a leading dot, that are called without the proxy (NO_PROXY). Add `.amazonaws.com` if the
   * functions reach AWS through endpoints.
   *
   * @default []
   */
  readonly noProxy?: readonly string[] | undefined;

  /**
   * Path of a PEM file with certificates of private CAs. The functions trust them in addition to the public CAs.
   *
   * @default - the public CAs
   */
  readonly caBundle?: string | undefined;

  /**
   * Concurrent executions reserved for the rotator. An account must keep 100 unreserved; a new account has 10 in all.
   *
   * @default - none; two rotators at once do no harm
   */
  readonly rotatorReservedConcurrency?: number | undefined;

  /**
   * Address where you publish the runbook. Alarms link to its headings.
   *
   * @default 'docs/runbook.md'
   */
  readonly runbookUrl?: string | undefined;

  /**
   * Tags for every resource, at most 24. A secret can have 50, and the rotator needs up to 26.
   *
   * @default - none
   */
  readonly tags?: Readonly<Record<string, string>> | undefined;
}
