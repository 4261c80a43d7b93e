import { CreateTopicCommand, GetTopicAttributesCommand, type SNSClient } from '@aws-sdk/client-sns';
import { uniqueName } from '../peer.ts';

/** Creates a topic and returns its ARN. */
export async function newTopic(client: SNSClient): Promise<string> {
  const { TopicArn = '' } = await client.send(new CreateTopicCommand({ Name: uniqueName() }));
  return TopicArn;
}

/** The attributes of a topic. */
export async function topicAttributes(
  client: SNSClient,
  topicArn: string,
): Promise<Readonly<Record<string, string>>> {
  const { Attributes } = await client.send(new GetTopicAttributesCommand({ TopicArn: topicArn }));
  return Attributes ?? {};
}
