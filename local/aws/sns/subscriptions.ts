import * as z from 'zod/mini';
import type { ServiceDependencies, Operation } from '../operation.ts';
import { parseInput } from '../parse-input.ts';
import { invalidParameter, subscriptionNotFound } from './sns-errors.ts';
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

/** The value that the list of subscriptions contains in place of the ARN. https://docs.aws.amazon.com/sns/latest/api/API_Subscription.html */
const SHOWN_FOR_ARN = { pending: 'PendingConfirmation', deleted: 'Deleted' } as const;

/** Subscribing an endpoint again returns its existing subscription. https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html */
export function subscribe({ ids }: ServiceDependencies, store: TopicStore): Operation {
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
        other.state !== 'deleted' &&
        other.topicArn === topic.arn &&
        other.protocol === protocol &&
        other.endpoint === request.Endpoint,
    );
    const subscription = existing ?? {
      arn: `${topic.arn}:${ids.uuid('subscription')}`,
      topicArn: topic.arn,
      protocol,
      endpoint: request.Endpoint,
      attributes: new Map((request.Attributes ?? []).map(({ key, value }) => [key, value])),
      state: needsConfirmation ? ('pending' as const) : ('confirmed' as const),
      // Only an AWS principal can delete a subscription that needs no confirmation.
      isProtected: !needsConfirmation,
      confirmationToken: ids.uuid('confirmation').replaceAll('-', ''),
    };
    store.subscriptions.set(subscription.arn, subscription);
    const showsArn = subscription.state === 'confirmed' || request.ReturnSubscriptionArn === 'true';
    return { SubscriptionArn: showsArn ? subscription.arn : 'pending confirmation' };
  };
}

/**
 * Confirms a subscription. Confirming it again does not change whether it is protected.
 *
 * https://docs.aws.amazon.com/sns/latest/api/API_ConfirmSubscription.html
 */
export function confirmSubscription(store: TopicStore): Operation {
  const confirmSubscriptionRequest = z.object({
    TopicArn: z.optional(z.string()),
    Token: z.optional(z.string()),
    AuthenticateOnUnsubscribe: z.optional(z.string()),
  });
  return (input) => {
    const { TopicArn, Token, AuthenticateOnUnsubscribe } = parseInput(confirmSubscriptionRequest, input);
    const topic = store.requireTopic(TopicArn);
    const subscription = [...store.subscriptions.values()].find(
      (other) => other.topicArn === topic.arn && other.confirmationToken === Token,
    );
    if (subscription === undefined) throw invalidParameter('Token');
    if (subscription.state !== 'confirmed') {
      const isProtected = AuthenticateOnUnsubscribe === 'true';
      store.subscriptions.set(subscription.arn, { ...subscription, state: 'confirmed', isProtected });
    }
    return { SubscriptionArn: subscription.arn };
  };
}

/** https://docs.aws.amazon.com/sns/latest/api/API_GetSubscriptionAttributes.html */
export function getSubscriptionAttributes({ accountId }: ServiceDependencies, store: TopicStore): Operation {
  const attributesRequest = z.object({ SubscriptionArn: z.optional(z.string()) });
  return (input) => {
    const { SubscriptionArn } = parseInput(attributesRequest, input);
    if (SubscriptionArn === undefined) {
      throw invalidParameter('SubscriptionArn Reason: no value for required parameter');
    }
    const elements = SubscriptionArn.split(':').length;
    if (elements < 6) {
      throw invalidParameter(`SubscriptionArn Reason: An ARN must have at least 6 elements, not ${elements}`);
    }
    const found = store.subscriptions.get(SubscriptionArn);
    if (found === undefined || found.state === 'deleted') throw subscriptionNotFound();
    const { arn, topicArn, protocol, endpoint = '', attributes, state, isProtected } = found;
    return {
      Attributes: new Map([
        ...attributes,
        ['SubscriptionArn', arn],
        ['TopicArn', topicArn],
        ['Protocol', protocol],
        ['Endpoint', endpoint],
        ['Owner', accountId],
        ['PendingConfirmation', String(state === 'pending')],
        ['ConfirmationWasAuthenticated', String(isProtected)],
      ]),
    };
  };
}

/** https://docs.aws.amazon.com/sns/latest/api/API_ListSubscriptionsByTopic.html */
export function listSubscriptionsByTopic({ accountId }: ServiceDependencies, store: TopicStore): Operation {
  const listRequest = z.object({ TopicArn: z.optional(z.string()), NextToken: z.optional(z.string()) });
  return (input) => {
    const request = parseInput(listRequest, input);
    const topic = store.requireTopic(request.TopicArn);
    const found = [...store.subscriptions.values()].filter(({ topicArn }) => topicArn === topic.arn);
    const { page, nextToken } = snsPage(found, request.NextToken);
    return {
      Subscriptions: page.map(({ arn, topicArn, protocol, endpoint, state }) => ({
        SubscriptionArn: state === 'confirmed' ? arn : SHOWN_FOR_ARN[state],
        Owner: accountId,
        Protocol: protocol,
        Endpoint: endpoint,
        TopicArn: topicArn,
      })),
      NextToken: nextToken,
    };
  };
}
