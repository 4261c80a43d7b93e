/**
 * The contract between the infrastructure and the Lambda functions: every name that both sides use.
 *
 * `infra/` imports no other file of `functions/`. Therefore this file imports nothing.
 */

/** Environment variables of the functions. None contains a secret value. */
export const EnvironmentVariable = {
  /** First segments of every secret's name, without the trailing slash, e.g. `alation`. */
  secretPrefix: 'SECRET_PREFIX',
  /** Comma-separated hosts that `base_url` may name and alerts may link to. `*.example.com` allows every subdomain. */
  allowedHosts: 'ALLOWED_HOSTS',
  /** Minutes between two sweeps of the rotator. */
  rotationIntervalMinutes: 'ROTATION_INTERVAL_MINUTES',
  /** Fraction of its lifetime after which an access token is rotated at the latest, from 0.1 to 0.9. */
  renewalFraction: 'RENEWAL_FRACTION',
  /** The setting `nearExpiryFraction` of the alarm `AccessTokenNearExpiry`. Only `doctor` reads it. */
  nearExpiryFraction: 'NEAR_EXPIRY_FRACTION',
  /** Minutes between two probes of a published access token. */
  probeIntervalMinutes: 'PROBE_INTERVAL_MINUTES',
  /** Assumed lifetime of a refresh token in days, if Alation reports no expiry. */
  refreshTokenLifetimeDays: 'REFRESH_TOKEN_LIFETIME_DAYS',
  /** Rate limit for writes of the rotator to Secrets Manager, per second (the quota of the account is 50). */
  writesPerSecond: 'WRITES_PER_SECOND',
  /** How an OAuth access token is verified: `online`, `offline` or `both`. */
  oauthVerification: 'OAUTH_VERIFICATION',
  /** Comma-separated days before expiry at which the warner sends a warning, e.g. `14,7,3,1`. */
  warningDays: 'WARNING_DAYS',
  /** `monthly` or `none`: whether each owner gets a monthly summary, and a weekly summary if the owner must act soon. */
  summary: 'SUMMARY',
  /** Name of the account in the subject of alerts. If it is not set, the subject contains the account id. */
  accountAlias: 'ACCOUNT_ALIAS',
  /** Age in days at which the warner reports an OAuth client secret as old; `0` for never. */
  clientSecretMaxAgeDays: 'CLIENT_SECRET_MAX_AGE_DAYS',
  /** ARN of the SNS topic for alerts. */
  alertTopicArn: 'ALERT_TOPIC_ARN',
  /**
   * JSON list of the SNS topics of chat channels, `[]` for none:
   * `[{"topicArn": "…", "owners": ["bi-team"], "severities": ["critical"]}]`. A missing filter allows every alert.
   */
  chatTopics: 'CHAT_TOPICS',
  /**
   * JSON list of the subscriptions of the alert topic that the settings declare, with protocol and endpoint:
   * `["email oncall@example.com"]`.
   */
  declaredSubscriptions: 'DECLARED_SUBSCRIPTIONS',
  /** Address of the published runbook, without a fragment; not set if the runbook is not published. */
  runbookUrl: 'RUNBOOK_URL',
  /** Name or ARN of the event bus. */
  eventBusName: 'EVENT_BUS_NAME',
} as const;

/** The two secrets of an integration: `<prefix>/<integration>/<role>`. */
export const SecretRole = {
  credentials: 'credentials',
  accessToken: 'access-token',
} as const;

/**
 * Tags on the secrets of an integration. The infrastructure sets `role`, `integration` and `owner` on both secrets; an
 * operator sets `paused`. If no comment names another writer, the rotator or the warner stores derived state in the other
 * tags, on the credentials secret only. If this state is lost, the next runs build it again, without its history.
 */
export const Tag = {
  role: 'token-rotator:role',
  integration: 'token-rotator:integration',
  owner: 'token-rotator:owner',
  paused: 'token-rotator:paused',
  /** An operator's note who paused the integration, when and why: `since=… by=… reason=…`. The rotator ignores it. */
  pauseNote: 'token-rotator:pause-note',
  baseUrl: 'token-rotator:base-url',
  status: 'token-rotator:status',
  accessToken: 'token-rotator:access-token',
  acceptedVersion: 'token-rotator:accepted-version',
  backoff: 'token-rotator:backoff',
  /** The `minterId` of each credential by position, to find a credential that two integrations share. */
  minters: 'token-rotator:minters',
  /** What shows that another program, person or integration mints from a credential. Absent if nothing does. */
  contested: 'token-rotator:contested',
  /**
   * How many rotations succeeded and failed, and how many renewals succeeded, in this month and the month before, see
   * `MonthlyCounts`.
   */
  outcomes: 'token-rotator:outcomes',
  /** The state of a credential. Followed by its position, from 1: `token-rotator:credential-1`. */
  credentialPrefix: 'token-rotator:credential-',
  /** The last renewal of a refresh token, see `RenewalState`. */
  renewal: 'token-rotator:renewal',
  /** Whether the rotator renews refresh tokens: `true`, or no tag. Set by the infrastructure. */
  renews: 'token-rotator:renews',
  /**
   * An operator's request to renew a refresh token at the next mint from it, see `RenewalRequest`. The rotator never
   * writes this tag.
   */
  renewalRequest: 'token-rotator:renewal-request',
  /** The notifications that the warner sent about a credential. Followed by its position: `token-rotator:warned-1`. */
  warnedPrefix: 'token-rotator:warned-',
  /** The notifications that the warner sent about the integration, see `NotificationState`. */
  said: 'token-rotator:said',
  /** The notifications that the warner repeats while their cause lasts, and when each was last sent, see `Reminders`. */
  reminded: 'token-rotator:reminded',
  /** Set by the infrastructure on an access-token secret only: the Regions of its replicas, separated by spaces. */
  replicas: 'token-rotator:replicas',
} as const;

/** The input of the warner's second schedule: check only the replicas of access tokens. */
export const REPLICA_CHECK = { check: 'replicas' } as const;

/**
 * Field in the input that the rule `CredentialsStored` sends: `{"reconcile": "<name or ARN of a credentials secret>"}`.
 * The rotator reconciles only the integration of that secret.
 */
export const RECONCILE = 'reconcile';

/**
 * Field in the input that the schedules send: the time for which EventBridge Scheduler scheduled the invocation, in
 * ISO 8601. This time decides which integrations a sweep probes, and whether the warner sends a summary.
 */
export const SCHEDULED_TIME = 'scheduledTime';

/** Source of the EventBridge events of this project, `detail.version` "1". No event contains a secret value. */
export const EventSource = 'alation.token-rotator';

/** The detail-types of these events. */
export const DetailType = {
  rotated: 'Access Token Rotated',
  rotationFailed: 'Access Token Rotation Failed',
  rotationRecovered: 'Access Token Rotation Recovered',
  /** Another program, person or integration mints from a credential of the integration. */
  contested: 'Access Token Contested',
  /** No other program, person or integration mints from a credential of the integration any more. */
  contestEnded: 'Access Token Contest Ended',
  refreshTokenExpiring: 'Refresh Token Expiring',
  refreshTokenExpired: 'Refresh Token Expired',
  refreshTokenAccepted: 'Refresh Token Accepted',
  refreshTokenRenewed: 'Refresh Token Renewed',
  refreshTokenNotRenewed: 'Refresh Token Renewal Failed',
  /**
   * Starts the warner once for all `detail.integrations`, or for every integration if the list is empty. Events of other
   * detail-types do not start the warner if they contain `detail.digest`. Then an `Alerts Due` event, or another event of
   * the same integration, starts the warner.
   */
  alertsDue: 'Alerts Due',
  /** Sent by an operator: the rotator rotates `detail.integration` now. */
  rotationRequested: 'Access Token Rotation Requested',
} as const;

/** Namespace of the CloudWatch metrics. Their dimensions are those of `MetricDimension`, never the integration. */
export const MetricNamespace = 'AlationTokenRotator';

/** `prefix` distinguishes the rotators of one account and Region. */
export const MetricDimension = { service: 'service', prefix: 'prefix' } as const;

/** Values of the dimension `service`. */
export const ServiceName = { rotator: 'rotator', warner: 'warner' } as const;

/**
 * Names of the metrics. All are gauges that are written also when nothing is wrong, so that an alarm on them can
 * recover. Paused integrations do not count as failing, contested or renewed, and their access tokens do not count.
 * CloudWatch charges a metric for each hour with a value, so what one run did is only in its log lines `SweepEnded` and
 * `WarnerEnded`.
 */
export const MetricName = {
  /** Integrations that are failing or rejected after a sweep, or whose state cannot be read or saved. */
  integrationsFailing: 'IntegrationsFailing',
  /** Smallest remaining lifetime of a published access token, in percent of its own lifetime, after a sweep. */
  minimumRemainingLifetimePercent: 'MinimumRemainingLifetimePercent',
  /** Days until the first refresh token expires, once a day. A renewal increases the value. */
  daysToNearestRefreshTokenExpiry: 'DaysToNearestRefreshTokenExpiry',
  /** Integrations whose refresh token was renewed within the last 24 hours, once a day if any integration renews. */
  refreshTokensRenewed: 'RefreshTokensRenewed',
  /** Integrations whose last renewal of a refresh token failed, once a day if any integration renews. */
  refreshTokenRenewalsFailed: 'RefreshTokenRenewalsFailed',
  /** Integrations from whose credentials another program, person or integration mints, once a day. */
  integrationsContested: 'IntegrationsContested',
  /** Confirmed subscriptions of the alert topic and of the chat topics, once a day. */
  confirmedSubscriptions: 'ConfirmedSubscriptions',
  /** Declared subscriptions that are not confirmed, and kinds of alerts or alarms that no one would receive, once a day. */
  hearingGaps: 'HearingGaps',
  /** Replicas of access tokens that are not in sync, once an hour if an integration has replicas. */
  replicasNotCurrent: 'ReplicasNotCurrent',
} as const;

/** Names of the alarms. Each is a heading of the runbook. */
export const AlarmName = {
  rotationFailed: 'RotationFailed',
  rotationNotRunning: 'RotationNotRunning',
  warnerNotRunning: 'WarnerNotRunning',
  warnerFailed: 'WarnerFailed',
  deadLetterQueueNotEmpty: 'DeadLetterQueueNotEmpty',
  accessTokenNearExpiry: 'AccessTokenNearExpiry',
  nobodySubscribed: 'NobodySubscribed',
  /** Only if an integration has replicas. */
  replicaNotCurrent: 'ReplicaNotCurrent',
} as const;

/** Message attributes of every SNS alert, for filter policies of subscriptions. */
export const AlertAttribute = {
  severity: 'severity',
  owner: 'owner',
  integrations: 'integrations',
} as const;

/** Values of the message attribute `severity`. */
export const SEVERITIES = ['info', 'warning', 'critical'] as const;

/** Message attribute `severity`. */
export type Severity = (typeof SEVERITIES)[number];

/** Maximum number of credentials per integration. */
export const MAX_CREDENTIALS = 8;

/** Allowed names of integrations. A name becomes a segment of secret names and a tag value. */
export const INTEGRATION_NAME = /^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$/;
