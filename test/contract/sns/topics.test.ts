import { CreateTopicCommand, ListTopicsCommand } from '@aws-sdk/client-sns';
import { expect } from 'vitest';
import { connectToPeer, contractTest, outcomeTests, uniqueName } from '../peer.ts';
import { newTopic, topicAttributes } from './topic.ts';

const { sns } = await connectToPeer();

contractTest('the ARN of a topic ends with its name', async () => {
  const name = uniqueName();
  const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: name }));
  expect(TopicArn).toMatch(/^arn:aws:sns:us-east-1:\d{12}:contract-[0-9a-f-]{36}$/);
  expect(TopicArn?.endsWith(`:${name}`)).toBe(true);
});

contractTest('creating a topic that exists returns the existing topic', async () => {
  const name = uniqueName();
  const first = await sns.send(new CreateTopicCommand({ Name: name }));
  const again = await sns.send(new CreateTopicCommand({ Name: name }));
  expect(again.TopicArn).toBe(first.TopicArn);
});

outcomeTests([
  [
    'a topic name has letters, digits, hyphens and underscores only',
    [() => sns.send(new CreateTopicCommand({ Name: 'no spaces' })), 'InvalidParameterException'],
  ],
]);

contractTest('a topic is created with attributes', async () => {
  const { TopicArn = '' } = await sns.send(
    new CreateTopicCommand({ Name: uniqueName(), Attributes: { DisplayName: 'Alerts & more' } }),
  );
  expect((await topicAttributes(sns, TopicArn))['DisplayName']).toBe('Alerts & more');
});

contractTest('a new topic has no subscriptions', async () => {
  const arn = await newTopic(sns);
  expect(await topicAttributes(sns, arn)).toMatchObject({
    TopicArn: arn,
    SubscriptionsConfirmed: '0',
    SubscriptionsPending: '0',
    SubscriptionsDeleted: '0',
  });
});

contractTest('topics are listed in pages', async () => {
  const created = new Set(await Promise.all(Array.from({ length: 101 }, () => newTopic(sns))));
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
  expect(new Set(listed.filter((arn) => created.has(arn))).size).toBe(101);
  expect(new Set(listed).size).toBe(listed.length);
});
