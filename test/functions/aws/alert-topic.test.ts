import { SNSClient } from '@aws-sdk/client-sns';
import { expect, onTestFinished, test } from 'vitest';
import * as z from 'zod/mini';
import { createAlertTopic } from '../../../functions/aws/alert-topic.ts';
import { clientSettings } from '../../../functions/aws/client-settings.ts';
import type { AlertTopic } from '../../../functions/integration/ports.ts';
import { startScriptedAws, type AwsRequest, type Script } from './scripted-aws.ts';

const TOPIC_ARN = 'arn:aws:sns:eu-central-1:123456789012:alerts';

const alert = {
  subject: 'Refresh token of loader expires in 7 days',
  body: 'Create a new refresh token.',
  severity: 'warning',
  owner: 'data-team',
  integrations: ['loader', 'tableau'],
} as const;

const published: Script = () => ({
  body: '<PublishResponse><PublishResult><MessageId>m</MessageId></PublishResult></PublishResponse>',
});

async function topicAt(script: Script): Promise<{ topic: AlertTopic; requests: readonly AwsRequest[] }> {
  const aws = await startScriptedAws(script);
  const client = new SNSClient({ ...clientSettings, ...aws.connection });
  onTestFinished(async () => {
    client.destroy();
    await aws[Symbol.asyncDispose]();
  });
  return { topic: createAlertTopic({ client, topicArn: TOPIC_ARN }), requests: aws.requests };
}

/** The message attributes of a Publish, by name: `[type, value]`. */
function attributesOf(request: AwsRequest | undefined): Record<string, [unknown, unknown]> {
  const attributes: Record<string, [unknown, unknown]> = {};
  for (let position = 1; ; position++) {
    const start = `MessageAttributes.entry.${position}`;
    const name = request?.body[`${start}.Name`];
    if (typeof name !== 'string') return attributes;
    attributes[name] = [
      request?.body[`${start}.Value.DataType`],
      request?.body[`${start}.Value.StringValue`],
    ];
  }
}

test('an alert is published with attributes for filter policies', async () => {
  const { topic, requests } = await topicAt(published);
  await topic.publish(alert);
  expect(requests).toHaveLength(1);
  expect(requests[0]?.body).toMatchObject({
    Action: 'Publish',
    TopicArn: TOPIC_ARN,
    Subject: alert.subject,
    Message: alert.body,
  });
  expect(attributesOf(requests[0])).toEqual({
    severity: ['String', 'warning'],
    owner: ['String', 'data-team'],
    integrations: ['String.Array', '["loader","tableau"]'],
  });
});

test.each([undefined, ''])('the attribute owner is missing if the owner is %j', async (owner) => {
  const { topic, requests } = await topicAt(published);
  await topic.publish({ ...alert, owner });
  expect(Object.keys(attributesOf(requests[0]))).toEqual(['severity', 'integrations']);
});

test.each([
  ['an accent, a dash and a line break', 'Clé — old\nnew\u0000', 'Cle ? old new?'],
  ['99 characters', 'x'.repeat(99), 'x'.repeat(99)],
  ['100 characters', 'x'.repeat(100), `${'x'.repeat(96)}...`],
])('a subject with %s fits an e-mail', async (_, subject, expected) => {
  const { topic, requests } = await topicAt(published);
  await topic.publish({ ...alert, subject });
  expect(requests[0]?.body['Subject']).toBe(expected);
});

test('a message about 2,000 integrations with names of maximum length stays below 256 KiB and names all integrations', async () => {
  const { topic, requests } = await topicAt(published);
  const integrations = Array.from({ length: 2_000 }, (_, index) => `${index}`.padStart(64, 'x'));
  await topic.publish({ ...alert, body: 'é line\n'.repeat(40_000), integrations });
  const names = z.string().parse(attributesOf(requests[0])['integrations']?.[1]);
  const message = z.string().parse(requests[0]?.body['Message']);
  expect(JSON.parse(names)).toEqual(integrations);
  expect(Buffer.byteLength(message) + Buffer.byteLength(names)).toBeLessThan(262_144 - 500);
  expect(message).toMatch(/é line\n\[cut: [^\n]+\]\n$/);
  expect(message.length).toBeGreaterThan(100_000);
});

test('a long body without line breaks is cut between characters', async () => {
  const { topic, requests } = await topicAt(published);
  await topic.publish({ ...alert, body: '漢'.repeat(100_000) });
  expect(requests[0]?.body['Message']).toMatch(/^漢+\n\[cut: [^\n]+\]\n$/);
});

test('an alert about more integrations than the attribute can hold is still published', async () => {
  const { topic, requests } = await topicAt(published);
  await topic.publish({
    ...alert,
    integrations: Array.from({ length: 100_000 }, (_, index) => `loader-${index}`),
  });
  const names = z
    .array(z.string())
    .parse(JSON.parse(z.string().parse(attributesOf(requests[0])['integrations']?.[1])));
  expect(names.length).toBeGreaterThan(2_000);
  expect(names[0]).toBe('loader-0');
});

const denied: Script = () => ({
  status: 403,
  body:
    '<ErrorResponse><Error><Type>Sender</Type><Code>AuthorizationError</Code><Message>CANARY-1f0c9</Message></Error>' +
    '<RequestId>request-1</RequestId></ErrorResponse>',
});

test('a denied Publish throws an error that names the operation and the topic', async () => {
  const { topic, requests } = await topicAt(denied);
  await expect(topic.publish(alert)).rejects.toMatchObject({
    name: 'AlertTopicError',
    message: expect.stringMatching(
      new RegExp(
        `^Publish at ${TOPIC_ARN} failed \\(AuthorizationError\\w*, HTTP 403, request request-1\\)\\. Check`,
      ),
    ),
  });
  expect(requests).toHaveLength(1);
});
