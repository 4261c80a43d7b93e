import {
  GetSubscriptionAttributesCommand,
  ListSubscriptionsByTopicCommand,
  SubscribeCommand,
} from '@aws-sdk/client-sns';
import { expect } from 'vitest';
import { connectToPeer, contractTest, outcomeTests } from '../peer.ts';
import { newTopic, topicAttributes } from './topic.ts';

const { sns } = await connectToPeer();

const QUEUE = 'arn:aws:sqs:us-east-1:123456789012:alerts';

const subscribe = (TopicArn: string, Protocol: string, Endpoint: string) =>
  sns.send(new SubscribeCommand({ TopicArn, Protocol, Endpoint }));

contractTest('a subscription by e-mail waits for its confirmation', async () => {
  const topic = await newTopic(sns);
  const { SubscriptionArn } = await subscribe(topic, 'email', 'team@example.com');
  expect(SubscriptionArn).toBe('pending confirmation');
  expect(await topicAttributes(sns, topic)).toMatchObject({
    SubscriptionsPending: '1',
    SubscriptionsConfirmed: '0',
  });
});

contractTest('the list shows no ARN for a subscription that waits for its confirmation', async () => {
  const topic = await newTopic(sns);
  await subscribe(topic, 'email', 'team@example.com');
  const { Subscriptions } = await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn: topic }));
  expect(Subscriptions).toMatchObject([
    { SubscriptionArn: 'PendingConfirmation', Protocol: 'email', Endpoint: 'team@example.com' },
  ]);
});

contractTest('a subscription of a queue in the same account is confirmed immediately', async () => {
  const topic = await newTopic(sns);
  const { SubscriptionArn = '' } = await subscribe(topic, 'sqs', QUEUE);
  expect(SubscriptionArn.startsWith(`${topic}:`)).toBe(true);
  expect(await topicAttributes(sns, topic)).toMatchObject({
    SubscriptionsConfirmed: '1',
    SubscriptionsPending: '0',
  });
});

contractTest('subscribing again returns the existing subscription', async () => {
  const topic = await newTopic(sns);
  const first = await subscribe(topic, 'sqs', QUEUE);
  const again = await subscribe(topic, 'sqs', QUEUE);
  expect(again.SubscriptionArn).toBe(first.SubscriptionArn);
  const { Subscriptions } = await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn: topic }));
  expect(Subscriptions).toHaveLength(1);
});

contractTest('the attributes of a subscription show its filter policy', async () => {
  const TopicArn = await newTopic(sns);
  const FilterPolicy = '{"severity":["critical"]}';
  const { SubscriptionArn } = await sns.send(
    new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: QUEUE, Attributes: { FilterPolicy } }),
  );
  const { Attributes } = await sns.send(new GetSubscriptionAttributesCommand({ SubscriptionArn }));
  expect(Attributes).toMatchObject({
    SubscriptionArn,
    TopicArn,
    Protocol: 'sqs',
    Endpoint: QUEUE,
    PendingConfirmation: 'false',
    FilterPolicy,
  });
});

outcomeTests([
  [
    'the attributes of an unknown subscription are not found',
    [
      async () => {
        const SubscriptionArn = `${await newTopic(sns)}:11111111-2222-4333-8444-555555555555`;
        return sns.send(new GetSubscriptionAttributesCommand({ SubscriptionArn }));
      },
      'NotFoundException',
    ],
  ],
  [
    'a subscription to an unknown topic is refused',
    [async () => subscribe(`${await newTopic(sns)}-gone`, 'sqs', QUEUE), 'NotFoundException'],
  ],
  [
    'an unknown protocol is refused',
    [async () => subscribe(await newTopic(sns), 'pigeon', 'loft'), 'InvalidParameterException'],
  ],
]);
