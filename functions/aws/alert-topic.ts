import { PublishCommand, type MessageAttributeValue, type SNSClient } from '@aws-sdk/client-sns';
import { AlertAttribute } from '../contract.ts';
import type { AlertTopic } from '../integration/ports.ts';
import { alertBody, alertSubject, integrationsAttribute } from './alert-message.ts';
import { chatMessage } from './chat-message.ts';
import { describeFailedRequest, failedRequest } from './failed-request.ts';

/** The dependencies of an `AlertTopic` on SNS. */
export interface AlertTopicOptions {
  /** Made with `clientSettings`. */
  readonly client: SNSClient;
  readonly topicArn: string;
  /**
   * Plain text, or JSON that chat applications show.
   *
   * @default 'text'
   */
  readonly format?: 'text' | 'chat';
}

/** SNS refused a request or did not respond. The message names the operation, the topic and the error. */
export class AlertTopicError extends Error {
  constructor(operation: string, topicArn: string, error: unknown) {
    super(
      `${operation} at ${topicArn} failed (${describeFailedRequest(failedRequest(error))}). ` +
        `Check that the topic exists and that the function may use it and its KMS key.`,
    );
    this.name = 'AlertTopicError';
  }
}

/**
 * The `AlertTopic` on Amazon SNS. Throws `AlertTopicError`. IAM: sns:Publish on the topic, kms:Decrypt and
 * kms:GenerateDataKey on its key.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-message-attributes.html
 */
export function createAlertTopic({ client, topicArn, format = 'text' }: AlertTopicOptions): AlertTopic {
  return {
    async publish(alert) {
      const { subject, body, severity, owner, integrations } = alert;
      const names = integrationsAttribute(integrations);
      const attributes: Record<string, MessageAttributeValue> = {
        [AlertAttribute.severity]: { DataType: 'String', StringValue: severity },
        [AlertAttribute.integrations]: { DataType: 'String.Array', StringValue: names },
      };
      // SNS refuses an attribute with an empty value.
      if (owner) attributes[AlertAttribute.owner] = { DataType: 'String', StringValue: owner };
      const command = new PublishCommand({
        TopicArn: topicArn,
        Subject: alertSubject(subject),
        Message: format === 'chat' ? chatMessage(alert) : alertBody(body, Buffer.byteLength(names)),
        MessageAttributes: attributes,
      });
      await client.send(command).catch((error: unknown) => {
        throw new AlertTopicError('Publish', topicArn, error);
      });
    },
  };
}
