import {
  GetSubscriptionAttributesCommand,
  ListSubscriptionsByTopicCommand,
  type ListSubscriptionsByTopicCommandOutput,
  type SNSClient,
  type Subscription,
} from '@aws-sdk/client-sns';
import { AlertAttribute } from '../contract.ts';
import type { FilterPolicy } from '../integration/filter-policy.ts';
import type { AlertSubscription } from '../integration/alert-subscription.ts';
import { AlertTopicError } from './alert-topic.ts';
import type { ChatFilter } from './chat-topics.ts';

/** The topic for alerts and the topics of the chat channels. */
export interface AlertTopics {
  readonly alertTopicArn: string;
  readonly chatTopics: readonly (ChatFilter & { readonly topicArn: string })[];
}

/** Sends a request about a topic. Throws the caller's own error if the request fails. */
export type CallSns = <T>(operation: string, topicArn: string, request: () => Promise<T>) => Promise<T>;

/** The `CallSns` of the Lambda functions. Throws an `AlertTopicError`. */
const callAsFunction: CallSns = (operation, topicArn, request) =>
  request().catch((error: unknown) => {
    throw new AlertTopicError(operation, topicArn, error);
  });

/**
 * The subscriptions of all topics, with their filter policies. IAM: sns:ListSubscriptionsByTopic on the topics, and
 * sns:GetSubscriptionAttributes.
 *
 * @throws the error of `call`
 */
export async function readSubscriptions(
  client: SNSClient,
  { alertTopicArn, chatTopics }: AlertTopics,
  call: CallSns = callAsFunction,
): Promise<readonly AlertSubscription[]> {
  const subscriptions: AlertSubscription[] = [];
  for (const subscription of await subscriptionsOf(client, alertTopicArn, call)) {
    subscriptions.push(await describeSubscription(client, alertTopicArn, subscription, call));
  }
  for (const { topicArn, ...filter } of chatTopics) {
    for (const subscription of await subscriptionsOf(client, topicArn, call, true)) {
      subscriptions.push({
        protocol: 'chat',
        endpoint: topicArn,
        state: stateOf(subscription),
        filter: filterOf(filter),
        // AWS created the subscription, and no e-mail has a link that ends it.
        isProtected: true,
      });
    }
  }
  return subscriptions;
}

/** @param mayBeMissing whether a topic that does not exist counts as a topic without subscriptions, not as a failure */
async function subscriptionsOf(
  client: SNSClient,
  topicArn: string,
  call: CallSns,
  mayBeMissing = false,
): Promise<readonly Subscription[]> {
  const found: Subscription[] = [];
  let nextToken: string | undefined;
  do {
    const request = new ListSubscriptionsByTopicCommand({ TopicArn: topicArn, NextToken: nextToken });
    const page: Pick<ListSubscriptionsByTopicCommandOutput, 'Subscriptions' | 'NextToken'> = await call(
      'ListSubscriptionsByTopic',
      topicArn,
      () =>
        client.send(request).catch((error: unknown) => {
          if (mayBeMissing && isNotFound(error)) return { Subscriptions: [], NextToken: undefined };
          throw error;
        }),
    );
    found.push(...(page.Subscriptions ?? []));
    nextToken = page.NextToken || undefined;
  } while (nextToken !== undefined);
  return found;
}

async function describeSubscription(
  client: SNSClient,
  topicArn: string,
  subscription: Subscription,
  call: CallSns,
): Promise<AlertSubscription> {
  const { Protocol: protocol = '', Endpoint: endpoint = '', SubscriptionArn } = subscription;
  const listed = { protocol, endpoint, filter: {}, isProtected: false };
  const state = stateOf(subscription);
  if (state !== 'confirmed') return { ...listed, state };
  const attributes = await call('GetSubscriptionAttributes', topicArn, () =>
    client.send(new GetSubscriptionAttributesCommand({ SubscriptionArn })).then(
      ({ Attributes = {} }) => Attributes,
      (error: unknown) => {
        // The subscription was deleted after the list was read.
        if (isNotFound(error)) return undefined;
        throw error;
      },
    ),
  );
  if (attributes === undefined) return { ...listed, state: 'deleted' };
  return {
    ...listed,
    state,
    filter: parseFilter(attributes['FilterPolicy'], attributes['FilterPolicyScope']),
    // Only an e-mail has a link that ends its subscription.
    isProtected: !protocol.startsWith('email') || attributes['ConfirmationWasAuthenticated'] === 'true',
  };
}

function isNotFound(error: unknown): boolean {
  return error instanceof Error && error.name === 'NotFoundException';
}

/** @see https://docs.aws.amazon.com/sns/latest/api/API_ListSubscriptionsByTopic.html */
function stateOf({ SubscriptionArn }: Subscription): AlertSubscription['state'] {
  if (SubscriptionArn === 'PendingConfirmation') return 'pending';
  return SubscriptionArn === undefined || SubscriptionArn === 'Deleted' ? 'deleted' : 'confirmed';
}

/** A policy that matches no alert. */
const NO_ALERT: FilterPolicy = { '': [] };

function parseFilter(policy: string | undefined, scope: string | undefined): FilterPolicy {
  try {
    const parsed: unknown = JSON.parse(policy || '{}');
    if (typeof parsed !== 'object' || parsed === null) return NO_ALERT;
    // The body of an alert is plain text, so no filter of the body matches an alert.
    return scope === 'MessageBody' && Object.keys(parsed).length > 0 ? NO_ALERT : { ...parsed };
  } catch {
    return NO_ALERT;
  }
}

/** The filter of a chat channel in the form of a filter policy. The warner applies it. */
function filterOf({ owners, severities }: ChatFilter): FilterPolicy {
  return {
    ...(owners && { [AlertAttribute.owner]: owners }),
    ...(severities && { [AlertAttribute.severity]: severities }),
  };
}
