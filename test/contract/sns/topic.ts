import { CreateTopicCommand, type SNSClient } from '@aws-sdk/client-sns';
import { uniqueName } from '../peer.ts';

/** Makes a topic and returns its ARN. */
export async function newTopic(client: SNSClient): Promise<string> {
  const { TopicArn = '' } = await client.send(new CreateTopicCommand({ Name: uniqueName() }));
  return TopicArn;
}
