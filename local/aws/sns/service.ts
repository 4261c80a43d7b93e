import type { Environment, Service } from '../operation.ts';
import { publish } from './publish.ts';
import {
  confirmSubscription,
  getSubscriptionAttributes,
  listSubscriptionsByTopic,
  subscribe,
} from './subscriptions.ts';
import type { TopicStore } from './topic-store.ts';
import { createTopic, getTopicAttributes, listTopics } from './topics.ts';

/** SNS on a store, which stores the messages. Only listeners in this process receive the messages. */
export function sns(environment: Environment, store: TopicStore): Service {
  return {
    name: 'sns',
    operations: new Map([
      ['ConfirmSubscription', confirmSubscription(store)],
      ['CreateTopic', createTopic(environment, store)],
      ['GetSubscriptionAttributes', getSubscriptionAttributes(environment, store)],
      ['GetTopicAttributes', getTopicAttributes(environment, store)],
      ['ListSubscriptionsByTopic', listSubscriptionsByTopic(environment, store)],
      ['ListTopics', listTopics(store)],
      ['Publish', publish(environment, store)],
      ['Subscribe', subscribe(environment, store)],
    ]),
  };
}
