import * as z from 'zod/mini';
import type { Environment, Operation } from '../operation.ts';
import { readNextToken, writeNextToken } from '../next-token.ts';
import { parseInput } from '../parse-input.ts';
import { invalidParameter } from './sns-errors.ts';
import type { TopicStore } from './topic-store.ts';
import { queryList } from './query-list.ts';

const PAGE = 100;

const onlyArn = z.object({ TopicArn: z.optional(z.string()) });

/** A page of 100 by position, and the token for the next one. Throws InvalidParameter for a token that is none. */
export function snsPage<T>(
  items: readonly T[],
  nextToken: string | undefined,
): { readonly page: readonly T[]; readonly nextToken: string | undefined } {
  const start = nextToken === undefined ? 0 : readNextToken(nextToken)?.[0];
  if (typeof start !== 'number') throw invalidParameter('NextToken');
  const end = start + PAGE;
  return { page: items.slice(start, end), nextToken: end < items.length ? writeNextToken([end]) : undefined };
}

/** Making a topic that exists returns it. https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html */
export function createTopic({ region, accountId }: Environment, store: TopicStore): Operation {
  const createTopicRequest = z.object({
    Name: z.optional(z.string()),
    Attributes: z.optional(queryList(z.object({ key: z.string(), value: z.string() }))),
  });
  return (input) => {
    const { Name = '', Attributes = [] } = parseInput(createTopicRequest, input);
    if (!/^[A-Za-z0-9_-]{1,256}$/.test(Name)) throw invalidParameter('Topic Name');
    const arn = `arn:aws:sns:${region}:${accountId}:${Name}`;
    const attributes = new Map(Attributes.map(({ key, value }) => [key, value]));
    const existing = store.topics.get(arn);
    if (existing === undefined) {
      store.topics.set(arn, { arn, attributes, subscriptionsDeleted: 0 });
    } else if ([...attributes].some(([key, value]) => existing.attributes.get(key) !== value)) {
      throw invalidParameter('Attributes Reason: Topic already exists with different attributes');
    }
    return { TopicArn: arn };
  };
}

/** https://docs.aws.amazon.com/sns/latest/api/API_DeleteTopic.html */
export function deleteTopic(store: TopicStore): Operation {
  return (input) => {
    const { TopicArn } = parseInput(onlyArn, input);
    if (TopicArn === undefined || !TopicArn.startsWith('arn:')) throw invalidParameter('TopicArn');
    store.topics.delete(TopicArn);
    for (const subscription of store.subscriptions.values()) {
      if (subscription.topicArn === TopicArn) store.subscriptions.delete(subscription.arn);
    }
    return {};
  };
}

/** https://docs.aws.amazon.com/sns/latest/api/API_ListTopics.html */
export function listTopics(store: TopicStore): Operation {
  const listTopicsRequest = z.object({ NextToken: z.optional(z.string()) });
  return (input) => {
    const { page, nextToken } = snsPage(
      [...store.topics.keys()],
      parseInput(listTopicsRequest, input).NextToken,
    );
    return { Topics: page.map((TopicArn) => ({ TopicArn })), NextToken: nextToken };
  };
}

/** https://docs.aws.amazon.com/sns/latest/api/API_GetTopicAttributes.html */
export function getTopicAttributes({ accountId }: Environment, store: TopicStore): Operation {
  return (input) => {
    const topic = store.requireTopic(parseInput(onlyArn, input).TopicArn);
    const subscriptions = [...store.subscriptions.values()].filter(({ topicArn }) => topicArn === topic.arn);
    const confirmed = subscriptions.filter(({ confirmed: isConfirmed }) => isConfirmed).length;
    return {
      Attributes: new Map([
        ['DisplayName', ''],
        ...topic.attributes,
        ['Owner', accountId],
        ['SubscriptionsConfirmed', String(confirmed)],
        ['SubscriptionsDeleted', String(topic.subscriptionsDeleted)],
        ['SubscriptionsPending', String(subscriptions.length - confirmed)],
        ['TopicArn', topic.arn],
      ]),
    };
  };
}

/** Takes any attribute. https://docs.aws.amazon.com/sns/latest/api/API_SetTopicAttributes.html */
export function setTopicAttributes(store: TopicStore): Operation {
  const setTopicAttributesRequest = z.object({
    TopicArn: z.optional(z.string()),
    AttributeName: z.optional(z.string()),
    AttributeValue: z.optional(z.string()),
  });
  return (input) => {
    const { TopicArn, AttributeName, AttributeValue = '' } = parseInput(setTopicAttributesRequest, input);
    const topic = store.requireTopic(TopicArn);
    if (AttributeName === undefined) throw invalidParameter('AttributeName');
    const attributes = new Map(topic.attributes).set(AttributeName, AttributeValue);
    store.topics.set(topic.arn, { ...topic, attributes });
    return {};
  };
}
