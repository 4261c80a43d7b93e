/**
 * The contract between the infrastructure and the Lambda functions: every name that both sides must spell alike.
 *
 * `infra/` imports nothing else from `functions/`, so this file imports nothing at all.
 */

/** Environment variables of the functions. None ever holds a secret value. */
export const EnvironmentVariable = {
  /** First segment of every secret's name, e.g. `alation`. */
  secretPrefix: 'SECRET_PREFIX',
  /** Comma-separated hosts a `base_url` may name; `*.example.com` allows every subdomain. */
  allowedHosts: 'ALLOWED_HOSTS',
  /** Minutes between two ticks of the rotator's schedule. */
  rotationIntervalMinutes: 'ROTATION_INTERVAL_MINUTES',
  /** Part of an access token's life after which it is renewed, between 0.1 and 0.9. */
  renewalFraction: 'RENEWAL_FRACTION',
  /** Minutes between two probes of a published access token. */
  probeIntervalMinutes: 'PROBE_INTERVAL_MINUTES',
  /** Days a refresh token is taken to live when Alation cannot be asked. */
  refreshTokenLifetimeDays: 'REFRESH_TOKEN_LIFETIME_DAYS',
  /** Secrets Manager writes a second that the rotator allows itself (the account's quota is 50). */
  writesPerSecond: 'WRITES_PER_SECOND',
  /** How an OAuth access token is verified: `online`, `offline` or `both`. */
  oauthVerification: 'OAUTH_VERIFICATION',
  /** Comma-separated days before expiry at which the warner speaks, e.g. `30,14,7,3,1`. */
  warningDays: 'WARNING_DAYS',
  /** Days after which an OAuth client secret counts as old; `0` never warns. */
  clientSecretMaxAgeDays: 'CLIENT_SECRET_MAX_AGE_DAYS',
  /** ARN of the SNS topic for alerts. */
  alertTopicArn: 'ALERT_TOPIC_ARN',
  /**
   * JSON list of the SNS topics that chat channels are on, `[]` for none:
   * `[{"topicArn": "…", "owners": ["bi-team"], "severities": ["critical"]}]`. A filter left out lets everything through.
   */
  chatTopics: 'CHAT_TOPICS',
  /** Name or ARN of the event bus. */
  eventBusName: 'EVENT_BUS_NAME',
} as const;

/** The two secrets of an integration: `<prefix>/<integration>/<role>`. */
export const SecretRole = {
  credentials: 'credentials',
  accessToken: 'access-token',
} as const;

/**
 * Tags on an integration's secrets. `role`, `integration`, `owner` are set by the infrastructure on both secrets,
 * `paused` by an operator; all others are the rotator's and the warner's cache of derived state and stand on the
 * credentials secret only. Lose them and the next tick rebuilds them.
 */
export const Tag = {
  role: 'token-rotator:role',
  integration: 'token-rotator:integration',
  owner: 'token-rotator:owner',
  paused: 'token-rotator:paused',
  baseUrl: 'token-rotator:base-url',
  status: 'token-rotator:status',
  accessToken: 'token-rotator:access-token',
  acceptedVersion: 'token-rotator:accepted-version',
  backoff: 'token-rotator:backoff',
  /** Followed by the credential's position, from 1: `token-rotator:credential-1`. */
  credentialPrefix: 'token-rotator:credential-',
  /** Followed by the credential's position, from 1: `token-rotator:warned-1`. */
  warnedPrefix: 'token-rotator:warned-',
  said: 'token-rotator:said',
  /** On an access-token secret only, by the infrastructure: the Regions it is replicated to, divided by spaces. */
  replicas: 'token-rotator:replicas',
} as const;

/** What the warner's second schedule sends: look at the replicas of access tokens, and at nothing else. */
export const REPLICA_CHECK = { check: 'replicas' } as const;

/**
 * Field of what the rule `CredentialsStored` sends: `{"reconcile": "<name or ARN of a credentials secret>"}` asks the rotator to
 * look at that integration and to do what is due.
 */
export const RECONCILE = 'reconcile';

/** EventBridge events, `detail.version` "1". No event ever carries a secret value. */
export const EventSource = 'alation.token-rotator';

/** The detail-types of our EventBridge events. */
export const DetailType = {
  rotated: 'Access Token Rotated',
  rotationFailed: 'Access Token Rotation Failed',
  rotationRecovered: 'Access Token Rotation Recovered',
  refreshTokenExpiring: 'Refresh Token Expiring',
  refreshTokenExpired: 'Refresh Token Expired',
  refreshTokenAccepted: 'Refresh Token Accepted',
  /**
   * Starts the warner for `detail.integrations` together, or for all when it names none. An event that carries `detail.digest` does not start it: this
   * one does, or another event of the same integration.
   */
  alertsDue: 'Alerts Due',
  /** Not emitted but accepted: asks the rotator to rotate `detail.integration` now. */
  rotationRequested: 'Access Token Rotation Requested',
} as const;

/** CloudWatch metrics: one namespace and the dimensions of `MetricDimension`, never one per integration. */
export const MetricNamespace = 'AlationTokenRotator';

/** `prefix` tells the rotators of one account and Region apart. */
export const MetricDimension = { service: 'service', prefix: 'prefix' } as const;

/** Values of the dimension `service`. */
export const ServiceName = { rotator: 'rotator', warner: 'warner' } as const;

/** Names of the metrics. Gauges are written on every run so that an alarm on them can recover. */
export const MetricName = {
  /** Runs of the rotator that came to their end. */
  runs: 'Runs',
  /** Integrations seen by a tick (gauge). */
  integrations: 'Integrations',
  /** Integrations that had something to do (gauge). */
  due: 'Due',
  /** Access tokens published by a tick. */
  rotated: 'Rotated',
  /** Integrations that tried and did not succeed in a tick. */
  failed: 'Failed',
  /** Integrations left to the next tick. */
  deferred: 'Deferred',
  /** Integrations whose state is failing or rejected after a tick (gauge). */
  integrationsFailing: 'IntegrationsFailing',
  /** Least hours of life left in any published access token (gauge). */
  minimumRunwayHours: 'MinimumRunwayHours',
  /** Messages the warner published. */
  warningsSent: 'WarningsSent',
  /** Days until the first refresh token dies (gauge). */
  daysToNearestRefreshTokenExpiry: 'DaysToNearestRefreshTokenExpiry',
  /** Confirmed subscriptions of the alert topic (gauge). */
  confirmedSubscriptions: 'ConfirmedSubscriptions',
  /** Replicas of access tokens that Secrets Manager does not call in sync (gauge). */
  replicasNotCurrent: 'ReplicasNotCurrent',
} as const;

/** Alarms; each is a heading of the runbook. */
export const AlarmName = {
  rotationFailed: 'RotationFailed',
  rotationNotRunning: 'RotationNotRunning',
  warnerNotRunning: 'WarnerNotRunning',
  warnerFailed: 'WarnerFailed',
  deadLetterQueueNotEmpty: 'DeadLetterQueueNotEmpty',
  accessTokenNearExpiry: 'AccessTokenNearExpiry',
  nobodySubscribed: 'NobodySubscribed',
  /** Only where an integration has replicas. */
  replicaNotCurrent: 'ReplicaNotCurrent',
} as const;

/** Message attributes on every SNS alert, for subscription filter policies. */
export const AlertAttribute = {
  severity: 'severity',
  owner: 'owner',
  integrations: 'integrations',
} as const;

/** Values of the message attribute `severity`. */
export const SEVERITIES = ['info', 'warning', 'critical'] as const;

/** Message attribute `severity`. */
export type Severity = (typeof SEVERITIES)[number];

/** Most credentials one integration may hold. */
export const MAX_CREDENTIALS = 8;

/** What an integration may be called: it becomes a segment of secret names and a tag value. */
export const INTEGRATION_NAME = /^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$/;
