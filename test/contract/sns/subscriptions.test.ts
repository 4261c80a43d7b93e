import {
  GetTopicAttributesCommand,
  ListSubscriptionsByTopicCommand,
  SubscribeCommand,
  UnsubscribeCommand,
} from '@aws-sdk/client-sns';
import { expect, test } from 'vitest';
import { connectToPeer, contract, errorName } from '../peer.ts';
import { newTopic } from './topic.ts';

const { sns } = await connectToPeer();

const QUEUE = 'arn:aws:sqs:us-east-1:123456789012:alerts';

const attributesOf = async (TopicArn: string) =>
  (await sns.send(new GetTopicAttributesCommand({ TopicArn }))).Attributes ?? {};

const subscribe = (TopicArn: string, Protocol: string, Endpoint: string) =>
  sns.send(new SubscribeCommand({ TopicArn, Protocol, Endpoint }));

test(
  'a subscription by e-mail is pending until it is confirmed',
  contract(async () => {
    const topic = await newTopic(sns);
    const { SubscriptionArn } = await subscribe(topic, 'email', 'team@example.com');
    expect(SubscriptionArn).toBe('pending confirmation');
    expect(await attributesOf(topic)).toMatchObject({
      SubscriptionsPending: '1',
      SubscriptionsConfirmed: '0',
    });
  }),
);

test(
  'a pending subscription has no ARN in the list',
  contract(async () => {
    const topic = await newTopic(sns);
    await subscribe(topic, 'email', 'team@example.com');
    const { Subscriptions } = await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn: topic }));
    expect(Subscriptions).toMatchObject([
      { SubscriptionArn: 'PendingConfirmation', Protocol: 'email', Endpoint: 'team@example.com' },
    ]);
  }),
);

test(
  "a subscription of the account's own queue is confirmed at once",
  contract(async () => {
    const topic = await newTopic(sns);
    const { SubscriptionArn = '' } = await subscribe(topic, 'sqs', QUEUE);
    expect(SubscriptionArn.startsWith(`${topic}:`)).toBe(true);
    expect(await attributesOf(topic)).toMatchObject({
      SubscriptionsConfirmed: '1',
      SubscriptionsPending: '0',
    });
  }),
);

test(
  'subscribing once more returns the subscription that is there',
  contract(async () => {
    const topic = await newTopic(sns);
    const first = await subscribe(topic, 'sqs', QUEUE);
    const again = await subscribe(topic, 'sqs', QUEUE);
    expect(again.SubscriptionArn).toBe(first.SubscriptionArn);
    const { Subscriptions } = await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn: topic }));
    expect(Subscriptions).toHaveLength(1);
  }),
);

test(
  'a subscription that was ended is gone',
  contract(async () => {
    const topic = await newTopic(sns);
    const { SubscriptionArn } = await subscribe(topic, 'sqs', QUEUE);
    await sns.send(new UnsubscribeCommand({ SubscriptionArn }));
    const { Subscriptions } = await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn: topic }));
    expect(Subscriptions ?? []).toEqual([]);
  }),
);

test(
  'a subscription needs a topic that is there',
  contract(async () => {
    const topic = await newTopic(sns);
    expect(await errorName(subscribe(`${topic}-gone`, 'sqs', QUEUE))).toBe('NotFoundException');
  }),
);

test(
  'an unknown protocol is refused',
  contract(async () => {
    const topic = await newTopic(sns);
    expect(await errorName(subscribe(topic, 'pigeon', 'loft'))).toBe('InvalidParameterException');
  }),
);
