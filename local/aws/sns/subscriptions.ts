import * as z from 'zod/mini';
import type { Environment, Operation } from '../operation.ts';
import { parseInput } from '../parse-input.ts';
import { invalidParameter } from './sns-errors.ts';
import { snsPage } from './topics.ts';
import type { TopicStore } from './topic-store.ts';
import { queryList } from './query-list.ts';

/** Protocols, and whether the owner of the endpoint must confirm a subscription. */
const NEEDS_CONFIRMATION: Readonly<Record<string, boolean>> = {
  email: true,
  'email-json': true,
  http: true,
  https: true,
  sms: false,
  sqs: false,
  lambda: false,
  firehose: false,
  application: false,
};

const PENDING = 'PendingConfirmation';

/** Subscribing again returns the existing subscription. https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html */
export function subscribe({ ids }: Environment, store: TopicStore): Operation {
  const subscribeRequest = z.object({
    TopicArn: z.optional(z.string()),
    Protocol: z.optional(z.string()),
    Endpoint: z.optional(z.string()),
    Attributes: z.optional(queryList(z.object({ key: z.string(), value: z.string() }))),
    ReturnSubscriptionArn: z.optional(z.string()),
  });
  return (input) => {
    const request = parseInput(subscribeRequest, input);
    const topic = store.requireTopic(request.TopicArn);
    const protocol = request.Protocol ?? '';
    const needsConfirmation = NEEDS_CONFIRMATION[protocol];
    if (needsConfirmation === undefined)
      throw invalidParameter(`Does not support this protocol string: ${protocol}`);
    if (request.Endpoint === undefined || (protocol.startsWith('email') && !request.Endpoint.includes('@'))) {
      throw invalidParameter('Endpoint');
    }
    const existing = [...store.subscriptions.values()].find(
      (other) =>
        other.topicArn === topic.arn && other.protocol === protocol && other.endpoint === request.Endpoint,
    );
    const subscription = existing ?? {
      arn: `${topic.arn}:${ids.uuid('subscription')}`,
      topicArn: topic.arn,
      protocol,
      endpoint: request.Endpoint,
      attributes: new Map((request.Attributes ?? []).map(({ key, value }) => [key, value])),
      confirmed: !needsConfirmation,
      confirmationToken: ids.uuid('confirmation').replaceAll('-', ''),
    };
    store.subscriptions.set(subscription.arn, subscription);
    const showsArn = subscription.confirmed || request.ReturnSubscriptionArn === 'true';
    return { SubscriptionArn: showsArn ? subscription.arn : 'pending confirmation' };
  };
}

/** https://docs.aws.amazon.com/sns/latest/api/API_ConfirmSubscription.html */
export function confirmSubscription(store: TopicStore): Operation {
  const confirmSubscriptionRequest = z.object({
    TopicArn: z.optional(z.string()),
    Token: z.optional(z.string()),
  });
  return (input) => {
    const { TopicArn, Token } = parseInput(confirmSubscriptionRequest, input);
    const topic = store.requireTopic(TopicArn);
    const subscription = [...store.subscriptions.values()].find(
      (other) => other.topicArn === topic.arn && other.confirmationToken === Token,
    );
    if (subscription === undefined) throw invalidParameter('Token');
    store.subscriptions.set(subscription.arn, { ...subscription, confirmed: true });
    return { SubscriptionArn: subscription.arn };
  };
}

/** https://docs.aws.amazon.com/sns/latest/api/API_ListSubscriptionsByTopic.html */
export function listSubscriptionsByTopic({ accountId }: Environment, store: TopicStore): Operation {
  const listRequest = z.object({ TopicArn: z.optional(z.string()), NextToken: z.optional(z.string()) });
  return (input) => {
    const request = parseInput(listRequest, input);
    const topic = store.requireTopic(request.TopicArn);
    const found = [...store.subscriptions.values()].filter(({ topicArn }) => topicArn === topic.arn);
    const { page, nextToken } = snsPage(found, request.NextToken);
    return {
      Subscriptions: page.map(({ arn, topicArn, protocol, endpoint, confirmed }) => ({
        SubscriptionArn: confirmed ? arn : PENDING,
        Owner: accountId,
        Protocol: protocol,
        Endpoint: endpoint,
        TopicArn: topicArn,
      })),
      NextToken: nextToken,
    };
  };
}
