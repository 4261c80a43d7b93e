import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import {
  ConfirmSubscriptionCommand,
  CreateTopicCommand,
  GetSubscriptionAttributesCommand,
  GetTopicAttributesCommand,
  PublishCommand,
  SubscribeCommand,
} from '@aws-sdk/client-sns';
import { expect, test } from 'vitest';
import type { DeliveredEvent } from '../../../local/aws/events/event-store.ts';
import type { PublishedMessage } from '../../../local/aws/sns/topic-store.ts';
import { START, startAws } from './fixture.ts';

const ENTRY = { Source: 'test', DetailType: 'Tested', Detail: '{"a":{"b":[1]}}' };

test('a listener receives an event in the form in which a target receives it', async () => {
  const { aws, eventBridge } = await startAws();
  const bus = aws.events.addEventBus('alation-token-rotator');
  const delivered: DeliveredEvent[] = [];
  const stop = aws.events.onEvent((event) => delivered.push(event));
  const { Entries } = await eventBridge.send(
    new PutEventsCommand({ Entries: [{ ...ENTRY, EventBusName: bus.arn, Resources: ['arn:a'] }] }),
  );
  stop();
  await eventBridge.send(new PutEventsCommand({ Entries: [ENTRY] }));
  expect(delivered).toEqual([
    {
      busName: 'alation-token-rotator',
      event: {
        version: '0',
        id: Entries?.[0]?.EventId,
        'detail-type': 'Tested',
        source: 'test',
        account: '123456789012',
        time: '2026-11-24T00:00:00Z',
        region: 'us-east-1',
        resources: ['arn:a'],
        detail: { a: { b: [1] } },
      },
    },
  ]);
  expect(aws.events.events).toHaveLength(2);
});

test('an event keeps its given time, to the second', async () => {
  const { aws, eventBridge } = await startAws();
  await eventBridge.send(
    new PutEventsCommand({ Entries: [{ ...ENTRY, Time: new Date('2026-11-20T10:11:12.987Z') }] }),
  );
  expect(aws.events.events[0]?.event.time).toBe('2026-11-20T10:11:12Z');
});

// https://github.com/aws/aws-sdk/issues/186
test('an event for a bus that does not exist is accepted and lost', async () => {
  const { aws, eventBridge } = await startAws();
  const { FailedEntryCount, Entries } = await eventBridge.send(
    new PutEventsCommand({ Entries: [{ ...ENTRY, EventBusName: 'nowhere' }] }),
  );
  expect(FailedEntryCount).toBe(0);
  expect(Entries?.[0]?.EventId).toBeDefined();
  expect(aws.events.events).toEqual([]);
});

test('a listener receives a message with its attributes', async () => {
  const { aws, sns } = await startAws();
  const published: PublishedMessage[] = [];
  aws.topics.onMessage((message) => published.push(message));
  const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: 'alerts' }));
  const { MessageId } = await sns.send(
    new PublishCommand({
      TopicArn,
      Subject: 'Ünïcode & <more>',
      Message: 'line one\nline two + 100 %',
      MessageAttributes: {
        severity: { DataType: 'String', StringValue: 'warning' },
        integrations: { DataType: 'String.Array', StringValue: '["tableau"]' },
        bytes: { DataType: 'Binary', BinaryValue: new Uint8Array([1, 2, 3]) },
      },
    }),
  );
  expect(published).toEqual([
    {
      messageId: MessageId,
      topicArn: TopicArn,
      subject: 'Ünïcode & <more>',
      message: 'line one\nline two + 100 %',
      attributes: {
        severity: { dataType: 'String', value: 'warning' },
        integrations: { dataType: 'String.Array', value: '["tableau"]' },
        bytes: { dataType: 'Binary', value: 'AQID' },
      },
      publishedAt: START,
    },
  ]);
  expect(aws.topics.messages).toEqual(published);
});

test('a subscription by e-mail is confirmed with its token', async () => {
  const { aws, sns } = await startAws();
  const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: 'alerts' }));
  await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'email', Endpoint: 'team@example.com' }));
  const [pending] = aws.topics.subscriptions.values();
  await sns.send(new ConfirmSubscriptionCommand({ TopicArn, Token: pending?.confirmationToken }));
  const { Attributes } = await sns.send(new GetTopicAttributesCommand({ TopicArn }));
  expect(Attributes).toMatchObject({ SubscriptionsConfirmed: '1', SubscriptionsPending: '0' });
});

test.each([
  ['PendingConfirmation', 1],
  ['arn:aws:sns', 3],
  ['arn:aws:sns:us-east-1:123456789012', 5],
])(
  'the error for the subscription ARN %s says that the ARN has %i elements',
  async (SubscriptionArn, elements) => {
    const { sns } = await startAws();
    await expect(sns.send(new GetSubscriptionAttributesCommand({ SubscriptionArn }))).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: `Invalid parameter: SubscriptionArn Reason: An ARN must have at least 6 elements, not ${elements}`,
    });
  },
);

test('GetSubscriptionAttributes without a subscription ARN is refused', async () => {
  const { sns } = await startAws();
  const request = new GetSubscriptionAttributesCommand({ SubscriptionArn: undefined });
  await expect(sns.send(request)).rejects.toMatchObject({
    name: 'InvalidParameterException',
    message: 'Invalid parameter: SubscriptionArn Reason: no value for required parameter',
  });
});
