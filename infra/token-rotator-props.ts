import type { AlertSubscriptionProps, ChatChannelProps } from './alert-props.ts';
import type { IntegrationProps } from './integration-props.ts';
import type { NetworkProps } from './network-props.ts';

/** Settings of `TokenRotator`, and of `cdk.json` under `alation-token-rotator`. */
export interface TokenRotatorProps {
  /** Integrations by name: 1 to 64 of a-z, 0-9 and `-`. Removing one keeps its secrets. */
  readonly integrations: Readonly<Record<string, IntegrationProps>>;

  /**
   * First segment of every secret's name. Two rotators in one account and Region need two prefixes. Another prefix means
   * other secrets, which are empty.
   *
   * @default 'alation'
   */
  readonly prefix?: string | undefined;

  /**
   * Hosts that a `base_url` may name. `*.example.com` allows every subdomain of example.com.
   *
   * @default ['*.alationcloud.com']
   */
  readonly allowedHosts?: readonly string[] | undefined;

  /**
   * E-mail addresses that get every alert and every alarm. Each must confirm the mail that SNS sends.
   *
   * @default - none
   */
  readonly alertEmails?: readonly string[] | undefined;

  /**
   * Further subscriptions of the alert topic, with filters where they want less than everything.
   *
   * @default - none
   */
  readonly alertSubscriptions?: readonly AlertSubscriptionProps[] | undefined;

  /**
   * Chat channels by name: 1 to 32 of a-z, 0-9 and `-`.
   *
   * @default - none
   */
  readonly chatChannels?: Readonly<Record<string, ChatChannelProps>> | undefined;

  /**
   * Minutes between two ticks of the rotator.
   *
   * @default 15
   */
  readonly rotationIntervalMinutes?: number | undefined;

  /**
   * Parts that the integrations are dealt into, each with a schedule of its own, 1 to 100. One is enough for 10,000.
   *
   * @default 1
   */
  readonly shards?: number | undefined;

  /**
   * Part of an access token's life after which it is renewed, 0.1 to 0.9.
   *
   * @default 0.5
   */
  readonly renewalFraction?: number | undefined;

  /**
   * Minutes between two probes of a published access token.
   *
   * @default - 60, or `rotationIntervalMinutes` where that is more
   */
  readonly probeIntervalMinutes?: number | undefined;

  /**
   * Days that a refresh token is taken to live when Alation cannot be asked.
   *
   * @default 60
   */
  readonly refreshTokenLifetimeDays?: number | undefined;

  /**
   * Days before a refresh token's expiry at which its owner is warned, falling.
   *
   * @default [30, 14, 7, 3, 1]
   */
  readonly warningDays?: readonly number[] | undefined;

  /**
   * Time of day at which the warner runs, `HH:MM`.
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
   * Days after which an OAuth client secret counts as old; 0 never warns.
   *
   * @default 0
   */
  readonly clientSecretMaxAgeDays?: number | undefined;

  /**
   * How an OAuth access token is verified: by introspection (`online`), by its signature (`offline`) or by both.
   *
   * @default 'both'
   */
  readonly oauthVerification?: 'online' | 'offline' | 'both' | undefined;

  /**
   * Secrets Manager writes a second that the rotator allows itself. The account's quota is 50, shared with deployments.
   *
   * @default 40
   */
  readonly writesPerSecond?: number | undefined;

  /**
   * Hours of life below which the alarm `AccessTokenNearExpiry` goes off. Lower it where tokens live an hour.
   *
   * @default - half of what a 24 h access token has left at its renewal: 6 at `renewalFraction` 0.5
   */
  readonly runwayAlarmHours?: number | undefined;

  /**
   * Days that CloudWatch keeps the functions' logs.
   *
   * @default 90
   */
  readonly logRetentionDays?: number | undefined;

  /**
   * ARN of an existing KMS key for the secrets, of this account and Region. Its policy stays yours.
   *
   * @default - a new key with rotation
   */
  readonly kmsKeyArn?: string | undefined;

  /**
   * ARNs of the IAM roles that may read credentials besides the rotator. When given, everybody else is denied.
   *
   * @default - the warner and all readers are denied; for everybody else the account's IAM policies decide
   */
  readonly operators?: readonly string[] | undefined;

  /**
   * An existing VPC for both functions.
   *
   * @default - none: AWS's own network, whose addresses change
   */
  readonly network?: NetworkProps | undefined;

  /**
   * The proxy that Alation and AWS are reached through, such as `http://proxy.example.com:3128` (HTTPS_PROXY).
   *
   * @default - none
   */
  readonly httpsProxy?: string | undefined;

  /**
   * Hosts, and domains with a dot before them, that are reached without the proxy (NO_PROXY). Name `.amazonaws.com`
   * where AWS is reached by endpoints.
   *
   * @default []
   */
  readonly noProxy?: readonly string[] | undefined;

  /**
   * Path of a PEM file with the certificates of private CAs. They are trusted besides the public ones.
   *
   * @default - the public CAs
   */
  readonly caBundle?: string | undefined;

  /**
   * Concurrent executions reserved for the rotator. An account must keep 100 unreserved, a new one has 10 in all.
   *
   * @default - none; two rotators at once do no harm
   */
  readonly rotatorReservedConcurrency?: number | undefined;

  /**
   * Where the runbook is published; alarms link to its headings.
   *
   * @default 'docs/runbook.md'
   */
  readonly runbookUrl?: string | undefined;

  /**
   * Tags for every resource, at most 24: a secret has 50, and the rotator needs up to 26 of its own.
   *
   * @default - none
   */
  readonly tags?: Readonly<Record<string, string>> | undefined;
}
