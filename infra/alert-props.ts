import type { Severity } from '../functions/contract.ts';

/** A subscription of the alert topic. A missing filter allows every alert. */
export interface AlertSubscriptionProps {
  /** `email`, `https`, `sqs` or `lambda`. */
  readonly protocol: 'email' | 'https' | 'sqs' | 'lambda';

  /**
   * Where SNS sends the alerts, e.g. `oncall@example.com`: an e-mail address, an https URL, the ARN of an SQS queue, or
   * the ARN of a Lambda function of this account. An e-mail address or a URL receives no alert until its recipient
   * confirms the subscription with the link in the first message of SNS. The policy of a queue must allow the topic.
   */
  readonly endpoint: string;

  /**
   * Receives only alerts about integrations of these owners, e.g. `["bi-team"]`. CloudWatch alarms have no owner: a
   * subscription with any filter does not receive them.
   *
   * @default - all
   */
  readonly owners?: readonly string[] | undefined;

  /**
   * Receives only alerts of these severities: `info`, `warning`, `critical`. E.g. `["critical"]` for a pager.
   *
   * @default - all
   */
  readonly severities?: readonly Severity[] | undefined;

  /**
   * Receives only alerts about these integrations, e.g. `["tableau-lineage"]`.
   *
   * @default - all
   */
  readonly integrations?: readonly string[] | undefined;
}

/**
 * A chat channel to which Amazon Q Developer in chat applications (formerly AWS Chatbot) posts. Each channel has its own
 * topic. Without `slack` and `teams` the stack creates only the topic, for an existing channel configuration.
 */
export interface ChatChannelProps {
  /**
   * A Slack channel. Authorise its workspace once in the AWS console before you deploy.
   *
   * @default - none
   */
  readonly slack?: SlackChannelProps | undefined;

  /**
   * A Microsoft Teams channel. Authorise its team once in the AWS console before you deploy.
   *
   * @default - none
   */
  readonly teams?: TeamsChannelProps | undefined;

  /**
   * Receives only alerts about integrations of these owners, e.g. `["bi-team"]`. CloudWatch alarms have no owner: a
   * channel with any filter does not receive them.
   *
   * @default - all
   */
  readonly owners?: readonly string[] | undefined;

  /**
   * Receives only alerts of these severities: `info`, `warning`, `critical`. E.g. `["warning", "critical"]`.
   *
   * @default - all
   */
  readonly severities?: readonly Severity[] | undefined;
}

/** A channel in Slack. */
export interface SlackChannelProps {
  /** Id of the workspace, e.g. `T0123ABCD`. */
  readonly workspaceId: string;

  /** Id of the channel, e.g. `C0123ABCD`. */
  readonly channelId: string;
}

/** A channel in Microsoft Teams. */
export interface TeamsChannelProps {
  /** Id of the tenant, a UUID. */
  readonly tenantId: string;

  /** Id of the team, a UUID. */
  readonly teamId: string;

  /** Id of the channel from its link, e.g. `19%3ab6ef35dc342d56ba5654e6fc6d25a071%40thread.tacv2`. */
  readonly channelId: string;
}
