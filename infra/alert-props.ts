import type { Severity } from '../functions/contract.ts';

/** A subscription of the alert topic. Without a filter it gets every message. */
export interface AlertSubscriptionProps {
  /** `email`, `https`, `sqs` or `lambda`. */
  readonly protocol: 'email' | 'https' | 'sqs' | 'lambda';

  /**
   * An e-mail address, an https URL, the ARN of an SQS queue, or the ARN of a Lambda function of this account. Each
   * protocol [needs something](alerts.md#subscriptions).
   */
  readonly endpoint: string;

  /**
   * Owners whose alerts it gets. A subscription with any filter gets no CloudWatch alarms.
   *
   * @default - all
   */
  readonly owners?: readonly string[] | undefined;

  /**
   * Severities that it gets: any of `info`, `warning` and `critical`.
   *
   * @default - all
   */
  readonly severities?: readonly Severity[] | undefined;

  /**
   * Names of the integrations whose alerts it gets.
   *
   * @default - all
   */
  readonly integrations?: readonly string[] | undefined;
}

/**
 * A chat channel that Amazon Q Developer in chat applications (formerly AWS Chatbot) posts to. It has its own topic.
 * Without `slack` and `teams` the stack creates only the topic, for a channel configuration that exists already.
 */
export interface ChatChannelProps {
  /**
   * A Slack channel. First authorise the workspace in the AWS console, once.
   *
   * @default - none
   */
  readonly slack?: SlackChannelProps | undefined;

  /**
   * A Microsoft Teams channel. First authorise the team in the AWS console, once.
   *
   * @default - none
   */
  readonly teams?: TeamsChannelProps | undefined;

  /**
   * Owners whose alerts it gets. A channel with any filter gets no CloudWatch alarms.
   *
   * @default - all
   */
  readonly owners?: readonly string[] | undefined;

  /**
   * Severities that it gets: any of `info`, `warning` and `critical`.
   *
   * @default - all
   */
  readonly severities?: readonly Severity[] | undefined;
}

/** A channel in Slack. */
export interface SlackChannelProps {
  /** Id of the workspace, such as `T0123ABCD`. */
  readonly workspaceId: string;

  /** Id of the channel, such as `C0123ABCD`. */
  readonly channelId: string;
}

/** A channel in Microsoft Teams. */
export interface TeamsChannelProps {
  /** Id of the tenant, a UUID. */
  readonly tenantId: string;

  /** Id of the team, a UUID. */
  readonly teamId: string;

  /** Id of the channel, from its link, such as `19%3ab6ef35dc342d56ba5654e6fc6d25a071%40thread.tacv2`. */
  readonly channelId: string;
}
