import { SNSClient } from '@aws-sdk/client-sns';
import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import { createAlertTopic } from '../../../functions/aws/alert-topic.ts';
import { chatMessage } from '../../../functions/aws/chat-message.ts';
import { withChatTopics, type ChatFilter } from '../../../functions/aws/chat-topics.ts';
import { clientSettings } from '../../../functions/aws/client-settings.ts';
import type { Alert, AlertTopic } from '../../../functions/integration/ports.ts';
import { startScriptedAws } from './scripted-aws.ts';

const alert: Alert = {
  subject: '[WARNING] tableau: refresh token "a" expires in 7 days',
  body: 'tableau: the refresh token "a_b" expires.\nStore it in alation/tableau/credentials',
  severity: 'warning',
  owner: 'bi-team',
  integrations: ['tableau'],
};

const notification = z.object({
  version: z.string(),
  source: z.string(),
  content: z.object({
    textType: z.string(),
    title: z.string(),
    description: z.string(),
    keywords: z.array(z.string()),
  }),
  metadata: z.object({ summary: z.string(), eventType: z.string(), relatedResources: z.array(z.string()) }),
});
const notificationOf = (about: Alert) => notification.parse(JSON.parse(chatMessage(about)));

test('an alert becomes a custom notification', () => {
  expect(notificationOf(alert)).toEqual({
    version: '1.0',
    source: 'custom',
    content: {
      textType: 'client-markdown',
      title: '[WARNING] tableau: refresh token "a" expires in 7 days',
      description: `\`\`\`\n${alert.body}\n\`\`\``,
      keywords: ['warning', 'bi-team'],
    },
    metadata: { summary: alert.subject, eventType: 'warning', relatedResources: ['tableau'] },
  });
});

test('a long alert is cut to the limit of chat, and says that the e-mail contains the full text', () => {
  const { description } = notificationOf({ ...alert, body: 'line\n'.repeat(4_000) }).content;

  expect(description.length).toBeLessThanOrEqual(8_000);
  expect(description).toMatch(/\[cut: the e-mail contains the full text\]\n```$/);
});

test('the text of an alert cannot end the code block around it', () => {
  const { description } = notificationOf({ ...alert, body: '```\n*bold*' }).content;

  expect(description.match(/```/g)).toHaveLength(2);
});

test('an alert without an owner has its severity as the only keyword', () => {
  expect(notificationOf({ ...alert, owner: undefined }).content.keywords).toEqual(['warning']);
});

/** A topic that records published alerts, or refuses every alert. */
function topic(options: { readonly fails?: boolean } = {}) {
  const published: Alert[] = [];
  const recording: AlertTopic = {
    publish: (received) => {
      if (options.fails === true) return Promise.reject(new Error('refused'));
      published.push(received);
      return Promise.resolve();
    },
  };
  return { ...recording, published };
}

test.each<[ChatFilter, Partial<Alert>, boolean]>([
  [{}, {}, true],
  [{}, { owner: undefined }, true],
  [{ owners: ['bi-team'] }, {}, true],
  [{ owners: ['platform'] }, {}, false],
  [{ owners: ['bi-team'] }, { owner: undefined }, false],
  [{ severities: ['critical'] }, {}, false],
  [{ severities: ['warning', 'critical'] }, {}, true],
  [{ owners: ['bi-team'], severities: ['critical'] }, {}, false],
])('a chat topic with the filter %j receives an alert with %j: %s', async (filter, about, isReceived) => {
  const [main, chat] = [topic(), topic()];

  await withChatTopics(main, [{ topic: chat, filter }]).publish({ ...alert, ...about });

  expect(main.published).toHaveLength(1);
  expect(chat.published).toHaveLength(isReceived ? 1 : 0);
});

test('an alert that one chat topic refuses is published to the alert topic and the other chat topics', async () => {
  const [main, other] = [topic(), topic()];
  const refused: unknown[] = [];
  const topics = withChatTopics(
    main,
    [
      { topic: topic({ fails: true }), filter: {} },
      { topic: other, filter: {} },
    ],
    (error, about) => refused.push([error, about]),
  );

  await topics.publish(alert);

  expect([main.published, other.published]).toEqual([[alert], [alert]]);
  expect(refused).toEqual([[new Error('refused'), alert]]);
});

test('a chat topic receives no alert that the alert topic refuses, because the alert is sent again later', async () => {
  const chat = topic();
  const topics = withChatTopics(topic({ fails: true }), [{ topic: chat, filter: {} }], () => {});

  await expect(topics.publish(alert)).rejects.toThrow('refused');
  expect(chat.published).toEqual([]);
});

test('without onRefused, the refusal of a chat topic is thrown', async () => {
  const publishing = withChatTopics(topic(), [{ topic: topic({ fails: true }), filter: {} }]).publish(alert);

  await expect(publishing).rejects.toThrow('refused');
});

test('a chat topic receives a custom notification', async () => {
  await using aws = await startScriptedAws(() => ({
    body: '<PublishResponse><PublishResult><MessageId>m</MessageId></PublishResult></PublishResponse>',
  }));
  const client = new SNSClient({ ...clientSettings, ...aws.connection });
  const chat = createAlertTopic({
    client,
    topicArn: 'arn:aws:sns:eu-west-1:111122223333:chat',
    format: 'chat',
  });

  await chat.publish(alert);

  expect(aws.requests[0]?.body['Message']).toBe(chatMessage(alert));
  client.destroy();
});
