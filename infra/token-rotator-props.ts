import type { AlertSubscriptionProps, ChatChannelProps } from './alert-props.ts';
import type { IntegrationProps } from './integration-props.ts';
import type { NetworkProps } from './network-props.ts';

/** Settings of `TokenRotator`, and of `cdk.json` under `alation-token-rotator`. */
export interface TokenRotatorProps {
  /**
   * Your integrations by name, e.g. `tableau-lineage`. A name has 1 to 64 characters of a-z, 0-9 and `-`. If you remove
   * an integration, its secrets stay.
   */
  readonly integrations: Readonly<Record<string, IntegrationProps>>;

  /**
   * First segment of the name of every secret, e.g. `alation` in `alation/tableau/access-token`. Two rotators in one
   * account and Region need two prefixes. Another prefix creates new, empty secrets.
   *
   * @default 'alation'
   */
  readonly prefix?: string | undefined;

  /**
   * Hosts that the `base_url` of a credential may name, e.g. `acme.alationcloud.com`. The rotator sends credentials to
   * no other host, and alerts link to no other host. `*.example.com` allows every subdomain of example.com on
   * port 443. Name a host with another port, and an IP address, exactly: `alation.corp:8443`, `10.0.0.5`.
   *
   * @default ['*.alationcloud.com']
   */
  readonly allowedHosts?: readonly string[] | undefined;

  /**
   * E-mail addresses that receive every alert and every alarm, e.g. `data-platform@example.com`. Each recipient must
   * confirm the subscription with the link in the first e-mail from SNS.
   *
   * @default - none
   */
  readonly alertEmails?: readonly string[] | undefined;

  /**
   * More subscriptions of the alert topic. Filters limit what a subscription receives, e.g. the critical alerts of one
   * owner.
   *
   * @default - none
   */
  readonly alertSubscriptions?: readonly AlertSubscriptionProps[] | undefined;

  /**
   * Slack or Teams channels that receive alerts, by name, e.g. `ops`. A name has 1 to 32 characters of a-z, 0-9 and
   * `-`.
   *
   * @default - none
   */
  readonly chatChannels?: Readonly<Record<string, ChatChannelProps>> | undefined;

  /**
   * Minutes between two sweeps of the rotator. With 15, the rotator checks every integration four times
   * an hour.
   *
   * @default 15
   */
  readonly rotationIntervalMinutes?: number | undefined;

  /**
   * Number of schedules that share the integrations, 1 to 100. With 4, each run covers a quarter of the integrations.
   * One schedule is enough for 10,000 integrations.
   *
   * @default 1
   */
  readonly shards?: number | undefined;

  /**
   * Fraction of its lifetime after which an access token is rotated, 0.1 to 0.9. With 0.5, a 24 h access token is
   * rotated after 12 h. With two credentials, an access token works for a minimum time after a consumer reads it: its
   * lifetime times the smaller of this fraction and 1 minus this fraction, minus two sweep intervals. 0.5 is the best
   * value: 0.1 promises only 1.9 h of 24 h.
   *
   * @default 0.5
   */
  readonly renewalFraction?: number | undefined;

  /**
   * Minutes between two probes of a published access token. With 60, a revoked access token is found within about an
   * hour.
   *
   * @default - 60, or `rotationIntervalMinutes` if that is more
   */
  readonly probeIntervalMinutes?: number | undefined;

  /**
   * Assumed lifetime of a refresh token in days if Alation does not report its expiry. Use the value of your Alation
   * instance, e.g. 90.
   *
   * @default 60
   */
  readonly refreshTokenLifetimeDays?: number | undefined;

  /**
   * Days before the expiry of a refresh token at which its owner receives an alert, in descending order, e.g. `[30, 7,
   * 1]`. The alert for 7 days is sent while at least 7 days are left.
   *
   * @default [14, 7, 3, 1]
   */
  readonly warningDays?: readonly number[] | undefined;

  /**
   * Time of day at which the warner runs, `HH:MM`, e.g. `09:30`. The time must exist on every day of `warningTimeZone`:
   * the clock in Berlin skips 02:30 on one day in March.
   *
   * @default '08:00'
   */
  readonly warningTime?: string | undefined;

  /**
   * Time zone of `warningTime`, an IANA name, e.g. `Europe/Berlin`.
   *
   * @default 'UTC'
   */
  readonly warningTimeZone?: string | undefined;

  /**
   * Age in days at which the warner reports an OAuth client secret as old, e.g. 365. 0 turns this alert off.
   *
   * @default 0
   */
  readonly clientSecretMaxAgeDays?: number | undefined;

  /**
   * Whether each owner receives a summary on the first day of a month (UTC): `monthly` or `none`. On a Monday
   * (UTC) the summary is sent only to owners who must act within 14 days and received no alert about the expiry in the
   * last week.
   *
   * @default 'monthly'
   */
  readonly summary?: 'monthly' | 'none' | undefined;

  /**
   * Name of the account in the subject of alerts, e.g. `acme-prod`: 3 to 63 characters of a-z, 0-9 and `-`.
   *
   * @default - the account id
   */
  readonly accountAlias?: string | undefined;

  /**
   * Whether the rotator renews refresh tokens before they expire, so that no owner has to create new refresh tokens.
   * An integration needs at least two credentials for it. Only with this setting, here or at an integration, may the
   * rotator write credentials secrets.
   *
   * @default false
   */
  readonly renewRefreshTokens?: boolean | undefined;

  /**
   * How the rotator verifies OAuth access tokens: by introspection (`online`), by signature (`offline`), or by both.
   * Only introspection detects a revoked access token. With both, the access token must be a JWT with a public-key
   * signature, and introspection decides whether it is active. Use `online` e.g. if the access tokens are not JWTs.
   *
   * @default 'both'
   */
  readonly oauthVerification?: 'online' | 'offline' | 'both' | undefined;

  /**
   * Rate limit for the rotator's writes to Secrets Manager, per second. The quota of the account is 50, shared with
   * deployments. Lower the limit e.g. to 20 if other programs write many secrets.
   *
   * @default 40
   */
  readonly writesPerSecond?: number | undefined;

  /**
   * The alarm `AccessTokenNearExpiry` fires when a published access token has less than this fraction of its lifetime
   * left, 0.01 to 0.9. With 0.25, the alarm fires 6 h before the expiry of a 24 h access token. The value must be below 1 -
   * `renewalFraction`.
   *
   * @default - half of what an access token has left at its rotation: 0.25 with `renewalFraction` 0.5
   */
  readonly nearExpiryFraction?: number | undefined;

  /**
   * `hardened` changes three defaults for an account with AWS Control Tower or Security Hub: `logRetentionDays` 365,
   * `retainLogs` and `terminationProtection` true. A setting that you write has precedence.
   *
   * @default - none
   */
  readonly preset?: 'hardened' | undefined;

  /**
   * Whether CloudFormation refuses to delete the stack, e.g. `true`. Set it to `false` and deploy before you destroy the
   * stack.
   *
   * @default - false, or true with `preset` `hardened`
   */
  readonly terminationProtection?: boolean | undefined;

  /**
   * Days that CloudWatch keeps the logs of the functions, e.g. 365.
   *
   * @default - 90, or 365 with `preset` `hardened`
   */
  readonly logRetentionDays?: number | undefined;

  /**
   * Whether the logs, and the KMS key that encrypts them, stay when the stack is deleted, e.g. `true`.
   *
   * @default - false, or true with `preset` `hardened`
   */
  readonly retainLogs?: boolean | undefined;

  /**
   * Whether the stack has a CloudWatch dashboard, e.g. `true`. A dashboard costs $3 a month; the first three of an account
   * are free.
   *
   * @default false
   */
  readonly dashboard?: boolean | undefined;

  /**
   * ARN of an existing KMS key that encrypts the secrets, e.g. the shared key of your team. The key must be in this
   * account and Region, and you maintain its policy.
   *
   * @default - a new key with rotation
   */
  readonly kmsKeyArn?: string | undefined;

  /**
   * ARNs of the IAM roles that may read credentials in addition to the rotator, pause integrations and request
   * rotations, e.g. `arn:aws:iam::111122223333:role/operator`. All other roles and users are then denied, except the
   * rotation requests of `requesters`.
   *
   * @default - the warner and all readers may not read credentials; the IAM policies of the account decide the rest
   */
  readonly operators?: readonly string[] | undefined;

  /**
   * ARNs of the IAM roles of this account that may request rotations with an event, in addition to `operators`, e.g. the
   * role of a long job `arn:aws:iam::111122223333:role/nightly`. All other roles and users are then denied.
   *
   * @default - the roles in `operators`; without `operators` the IAM policies of the account decide
   */
  readonly requesters?: readonly string[] | undefined;

  /**
   * An existing VPC for both functions, e.g. to reach an Alation instance in your own network.
   *
   * @default - none: the network of AWS, with changing addresses
   */
  readonly network?: NetworkProps | undefined;

  /**
   * Proxy for the requests to Alation and AWS (HTTPS_PROXY), e.g. `http://proxy.example.com:3128`.
   *
   * @default - none
   */
  readonly httpsProxy?: string | undefined;

  /**
   * Hosts, and domains with a leading dot, that are reached without the proxy (NO_PROXY), e.g. `.amazonaws.com` if you
   * reach AWS through VPC endpoints.
   *
   * @default []
   */
  readonly noProxy?: readonly string[] | undefined;

  /**
   * Path of a PEM file with the certificates of private CAs, e.g. `company-ca.pem`. The functions trust them in
   * addition to the public CAs.
   *
   * @default - the public CAs
   */
  readonly caBundle?: string | undefined;

  /**
   * Concurrent executions reserved for the rotator, e.g. 2. AWS keeps 100 of the account's executions unreserved, and a
   * new account has only 10.
   *
   * @default - none; two runs of the rotator at the same time are safe
   */
  readonly rotatorReservedConcurrency?: number | undefined;

  /**
   * Address at which you publish the runbook, e.g. `https://wiki.example.com/runbook`. Alarms and alerts link to its
   * headings.
   *
   * @default - none; alarms and alerts have no link
   */
  readonly runbookUrl?: string | undefined;

  /**
   * Tags for every resource, e.g. `{"cost-centre": "42"}`, in addition to the tag `alation-token-rotator` with the prefix,
   * which all resources but the secrets have. At most 16, because a secret can have 50 tags and the rotator needs up to 34.
   *
   * @default - none
   */
  readonly tags?: Readonly<Record<string, string>> | undefined;
}
