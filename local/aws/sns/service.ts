import type { ServiceDependencies, Service } from '../operation.ts';
import { publish } from './publish.ts';
import {
  confirmSubscription,
  getSubscriptionAttributes,
  listSubscriptionsByTopic,
  subscribe,
} from './subscriptions.ts';
import type { TopicStore } from './topic-store.ts';
import { createTopic, getTopicAttributes, listTopics } from './topics.ts';

/** SNS. The store keeps the messages. Only listeners in this process receive the messages. */
export function sns(dependencies: ServiceDependencies, store: TopicStore): Service {
  return {
    name: 'sns',
    operations: new Map([
      ['ConfirmSubscription', confirmSubscription(store)],
      ['CreateTopic', createTopic(dependencies, store)],
      ['GetSubscriptionAttributes', getSubscriptionAttributes(dependencies, store)],
      ['GetTopicAttributes', getTopicAttributes(dependencies, store)],
      ['ListSubscriptionsByTopic', listSubscriptionsByTopic(dependencies, store)],
      ['ListTopics', listTopics(store)],
      ['Publish', publish(dependencies, store)],
      ['Subscribe', subscribe(dependencies, store)],
    ]),
  };
}
