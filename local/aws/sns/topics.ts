import * as z from 'zod/mini';
import type { ServiceDependencies, Operation } from '../operation.ts';
import { readNextToken, writeNextToken } from '../next-token.ts';
import { parseInput } from '../parse-input.ts';
import { invalidParameter } from './sns-errors.ts';
import type { Subscription, TopicStore } from './topic-store.ts';
import { queryList } from './query-list.ts';

const PAGE_SIZE = 100;

/** A page of up to 100 items, and the token for the next page, if there is one. Throws InvalidParameter for an unknown token. */
export function snsPage<T>(
  items: readonly T[],
  nextToken: string | undefined,
): { readonly page: readonly T[]; readonly nextToken: string | undefined } {
  const start = nextToken === undefined ? 0 : readNextToken(nextToken)?.[0];
  if (typeof start !== 'number') throw invalidParameter('NextToken');
  const end = start + PAGE_SIZE;
  return { page: items.slice(start, end), nextToken: end < items.length ? writeNextToken([end]) : undefined };
}

/**
 * Creates a topic, or returns the existing topic. Throws InvalidParameter if the existing topic has
 * another value for one of the attributes.
 * https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html
 */
export function createTopic({ region, accountId }: ServiceDependencies, store: TopicStore): Operation {
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
      store.topics.set(arn, { arn, attributes });
    } else if ([...attributes].some(([key, value]) => existing.attributes.get(key) !== value)) {
      throw invalidParameter('Attributes Reason: Topic already exists with different attributes');
    }
    return { TopicArn: arn };
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
export function getTopicAttributes({ accountId }: ServiceDependencies, store: TopicStore): Operation {
  const getTopicAttributesRequest = z.object({ TopicArn: z.optional(z.string()) });
  return (input) => {
    const topic = store.requireTopic(parseInput(getTopicAttributesRequest, input).TopicArn);
    const subscriptions = [...store.subscriptions.values()].filter(({ topicArn }) => topicArn === topic.arn);
    const count = (wanted: Subscription['state']) =>
      String(subscriptions.filter(({ state }) => state === wanted).length);
    return {
      Attributes: new Map([
        ['DisplayName', ''],
        ...topic.attributes,
        ['Owner', accountId],
        ['SubscriptionsConfirmed', count('confirmed')],
        ['SubscriptionsDeleted', count('deleted')],
        ['SubscriptionsPending', count('pending')],
        ['TopicArn', topic.arn],
      ]),
    };
  };
}
