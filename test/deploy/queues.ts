import * as z from 'zod/mini';
import { ACCOUNT, aws, REGION } from './account.ts';

const urlOf = (name: string) => `https://sqs.${REGION}.amazonaws.com/${ACCOUNT}/${name}`;
const arnOf = (name: string) => `arn:aws:sqs:${REGION}:${ACCOUNT}:${name}`;

/** Creates a queue and returns its ARN. */
export async function createQueue(name: string): Promise<string> {
  await aws('sqs', 'create-queue', '--queue-name', name);
  return arnOf(name);
}

/** Creates a queue, subscribes it to a topic and returns its name. */
export async function subscribeQueue(name: string, topicArn: string): Promise<string> {
  const arn = await createQueue(name);
  await aws('sns', 'subscribe', '--topic-arn', topicArn, '--protocol', 'sqs', '--notification-endpoint', arn);
  return name;
}

const received = z.optional(
  z.object({ Messages: z.optional(z.array(z.object({ Body: z.string(), ReceiptHandle: z.string() }))) }),
);
const notification = z.object({ Subject: z.optional(z.string()), Message: z.string() });

/** Removes at most ten SNS messages from a queue and returns them. */
export async function messagesOf(name: string): Promise<readonly z.infer<typeof notification>[]> {
  const queue = ['--queue-url', urlOf(name)];
  const response = received.parse(
    await aws('sqs', 'receive-message', ...queue, '--max-number-of-messages', '10'),
  );
  const messages = response?.Messages ?? [];
  if (messages.length > 0) {
    const entries = messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
    await aws('sqs', 'delete-message-batch', ...queue, '--entries', JSON.stringify(entries));
  }
  return messages.map(({ Body }) => notification.parse(JSON.parse(Body)));
}
