import {
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
} from '@aws-sdk/client-sqs';
import * as z from 'zod/mini';
import { ACCOUNT, REGION, type Clients } from './account.ts';
import { policy } from './policy.ts';

/** Creates a queue to which topics of the account may send. Returns its ARN. */
export async function createQueue({ sqs }: Clients, name: string): Promise<string> {
  const arn = `arn:aws:sqs:${REGION}:${ACCOUNT}:${name}`;
  const fromTopics = policy({
    Effect: 'Allow',
    Principal: { Service: 'sns.amazonaws.com' },
    Action: 'sqs:SendMessage',
    Resource: arn,
  });
  await sqs.send(new CreateQueueCommand({ QueueName: name, Attributes: { Policy: fromTopics } }));
  return arn;
}

/** An alert as SNS delivers it to a queue. */
export type Alert = z.infer<typeof alert>;

const alert = z.object({ Subject: z.optional(z.string()), Message: z.string() });

/** Takes all alerts out of a queue. */
export async function takeAlerts({ sqs }: Clients, name: string): Promise<readonly Alert[]> {
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: name }));
  const alerts: Alert[] = [];
  for (;;) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }),
    );
    if (Messages.length === 0) return alerts;
    for (const { Body = '', ReceiptHandle } of Messages) {
      alerts.push(alert.parse(JSON.parse(Body)));
      await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    }
  }
}
