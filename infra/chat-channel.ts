import { CfnOutput, Stack } from 'aws-cdk-lib';
import { CfnMicrosoftTeamsChannelConfiguration, CfnSlackChannelConfiguration } from 'aws-cdk-lib/aws-chatbot';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { EncryptedTopic } from './encrypted-topic.ts';
import type { ChatChannelSettings } from './settings-schema.ts';

/** A chat channel and the key of its topic. */
export interface ChatChannelConstructProps {
  readonly prefix: string;
  /** The channel's name in the settings. */
  readonly name: string;
  readonly channel: ChatChannelSettings;
  readonly key: IKey;
}

/**
 * A topic for a chat channel, and the configuration with which Amazon Q Developer in chat applications (formerly AWS
 * Chatbot) posts the messages of the topic. No user can run a command from the channel: its role has no permission, and
 * its guardrail allows none.
 *
 * The channel needs its own topic for two reasons. The service shows only JSON of its own format, which is unreadable
 * in an e-mail. The service also creates the subscription itself, without a filter policy.
 *
 * @see https://docs.aws.amazon.com/chatbot/latest/adminguide/custom-notifs.html
 */
export class ChatChannel extends Construct {
  readonly topic: ITopic;
  /** Whether the channel receives every alert and every alarm. */
  readonly isUnfiltered: boolean;

  constructor(scope: Construct, id: string, { prefix, name, channel, key }: ChatChannelConstructProps) {
    super(scope, id);
    const { slack, teams, owners, severities } = channel;

    this.topic = new EncryptedTopic(this, 'Topic', {
      key,
      displayName: `Alation token rotator, chat channel ${name}`,
    }).topic;
    this.isUnfiltered = owners === undefined && severities === undefined;
    new CfnOutput(this, 'TopicArn', {
      value: this.topic.topicArn,
      description: `SNS topic of the chat channel ${name}`,
    });
    if (slack === undefined && teams === undefined) return;

    const role = new Role(this, 'Role', {
      description: `Role of the chat channel ${name}: it shows alerts and has no permission`,
      assumedBy: new ServicePrincipal('chatbot.amazonaws.com'),
    });
    const configuration = {
      configurationName: `${prefix}-token-rotator-${name}`,
      iamRoleArn: role.roleArn,
      snsTopicArns: [this.topic.topicArn],
      // The default would be AdministratorAccess.
      guardrailPolicies: [`arn:${Stack.of(this).partition}:iam::aws:policy/AWSDenyAll`],
      loggingLevel: 'ERROR',
      userRoleRequired: false,
    };
    if (slack !== undefined) {
      new CfnSlackChannelConfiguration(this, 'Slack', {
        ...configuration,
        slackWorkspaceId: slack.workspaceId,
        slackChannelId: slack.channelId,
      });
    }
    if (teams !== undefined) {
      new CfnMicrosoftTeamsChannelConfiguration(this, 'Teams', {
        ...configuration,
        teamsTenantId: teams.tenantId,
        teamId: teams.teamId,
        teamsChannelId: teams.channelId,
      });
    }
  }
}
