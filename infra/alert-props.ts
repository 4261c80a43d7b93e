import type { Severity } from '../functions/contract.ts';

/** A subscription of the alert topic. A filter left out lets everything through. */
export interface AlertSubscriptionProps {
  /** `email`, `https`, `sqs` or `lambda`. */
  readonly protocol: 'email' | 'https' | 'sqs' | 'lambda';

  /**
   * An e-mail address or an https URL, which must confirm what SNS sends first; or the ARN of an SQS queue, whose
   * policy must let the topic send, or of a Lambda function of this account.
   */
  readonly endpoint: string;

  /**
   * Owners of integrations. CloudWatch alarms have no owner: a subscription with any filter does not get them.
   *
   * @default - all
   */
  readonly owners?: readonly string[] | undefined;

  /**
   * Any of `info`, `warning` and `critical`.
   *
   * @default - all
   */
  readonly severities?: readonly Severity[] | undefined;

  /**
   * Names of integrations.
   *
   * @default - all
   */
  readonly integrations?: readonly string[] | undefined;
}

/**
 * A chat channel that Amazon Q Developer in chat applications (once AWS Chatbot) posts to. It has a topic of its own.
 * With neither `slack` nor `teams` only the topic is made, for a channel configuration that is there already.
 */
export interface ChatChannelProps {
  /**
   * A Slack channel. The workspace must have been authorised in the AWS console once.
   *
   * @default - none
   */
  readonly slack?: SlackChannelProps | undefined;

  /**
   * A Microsoft Teams channel. The team must have been authorised in the AWS console once.
   *
   * @default - none
   */
  readonly teams?: TeamsChannelProps | undefined;

  /**
   * Owners of integrations. CloudWatch alarms have no owner: a channel with any filter does not get them.
   *
   * @default - all
   */
  readonly owners?: readonly string[] | undefined;

  /**
   * Any of `info`, `warning` and `critical`.
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

  /** Id of the channel as it stands in its link, such as `19%3ab6ef35dc342d56ba5654e6fc6d25a071%40thread.tacv2`. */
  readonly channelId: string;
}
