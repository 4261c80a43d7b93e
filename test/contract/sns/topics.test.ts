import {
  CreateTopicCommand,
  DeleteTopicCommand,
  GetTopicAttributesCommand,
  ListTopicsCommand,
  SetTopicAttributesCommand,
} from '@aws-sdk/client-sns';
import { expect, test } from 'vitest';
import { connectToPeer, contract, errorName, uniqueName } from '../peer.ts';
import { newTopic } from './topic.ts';

const { sns } = await connectToPeer();

const attributesOf = async (TopicArn: string) =>
  (await sns.send(new GetTopicAttributesCommand({ TopicArn }))).Attributes ?? {};

test(
  'an ARN ends with the name of the topic',
  contract(async () => {
    const name = uniqueName();
    const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: name }));
    expect(TopicArn).toMatch(/^arn:aws:sns:us-east-1:\d{12}:contract-[0-9a-f-]{36}$/);
    expect(TopicArn?.endsWith(`:${name}`)).toBe(true);
  }),
);

test(
  'making a topic that is there returns it',
  contract(async () => {
    const name = uniqueName();
    const first = await sns.send(new CreateTopicCommand({ Name: name }));
    const again = await sns.send(new CreateTopicCommand({ Name: name }));
    expect(again.TopicArn).toBe(first.TopicArn);
  }),
);

test(
  'a name has letters, digits, hyphens and underscores only',
  contract(async () => {
    expect(await errorName(sns.send(new CreateTopicCommand({ Name: 'no spaces' })))).toBe(
      'InvalidParameterException',
    );
  }),
);

test(
  'attributes are set when a topic is made and later',
  contract(async () => {
    const { TopicArn = '' } = await sns.send(
      new CreateTopicCommand({ Name: uniqueName(), Attributes: { DisplayName: 'Alerts & more' } }),
    );
    expect((await attributesOf(TopicArn))['DisplayName']).toBe('Alerts & more');
    await sns.send(
      new SetTopicAttributesCommand({ TopicArn, AttributeName: 'DisplayName', AttributeValue: 'Alarms' }),
    );
    expect((await attributesOf(TopicArn))['DisplayName']).toBe('Alarms');
  }),
);

test(
  'a new topic has no subscriptions',
  contract(async () => {
    const arn = await newTopic(sns);
    expect(await attributesOf(arn)).toMatchObject({
      TopicArn: arn,
      SubscriptionsConfirmed: '0',
      SubscriptionsPending: '0',
      SubscriptionsDeleted: '0',
    });
  }),
);

test(
  'a deleted topic is gone, and deleting it again is no error',
  contract(async () => {
    const TopicArn = await newTopic(sns);
    await sns.send(new DeleteTopicCommand({ TopicArn }));
    expect(await errorName(attributesOf(TopicArn))).toBe('NotFoundException');
    expect(await errorName(sns.send(new DeleteTopicCommand({ TopicArn })))).toBe('none');
  }),
);

test(
  'topics are listed in pages',
  contract(async () => {
    const made = new Set(await Promise.all(Array.from({ length: 101 }, () => newTopic(sns))));
    const listed: string[] = [];
    let token: string | undefined;
    let pages = 0;
    do {
      const { Topics = [], NextToken } = await sns.send(new ListTopicsCommand({ NextToken: token }));
      listed.push(...Topics.map(({ TopicArn = '' }) => TopicArn));
      pages += 1;
      token = NextToken;
    } while (token !== undefined);
    expect(pages).toBeGreaterThanOrEqual(2);
    expect(new Set(listed.filter((arn) => made.has(arn))).size).toBe(101);
    expect(new Set(listed).size).toBe(listed.length);
  }),
);
