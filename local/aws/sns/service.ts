import type { Environment, Service } from '../operation.ts';
import { publish, publishBatch } from './publish.ts';
import { confirmSubscription, listSubscriptionsByTopic, subscribe, unsubscribe } from './subscriptions.ts';
import type { TopicStore } from './topic-store.ts';
import { createTopic, deleteTopic, getTopicAttributes, listTopics, setTopicAttributes } from './topics.ts';

/** SNS on a store. Messages are kept to be looked at and delivered to in-process listeners only. */
export function sns(environment: Environment, store: TopicStore): Service {
  return {
    name: 'sns',
    operations: new Map([
      ['ConfirmSubscription', confirmSubscription(store)],
      ['CreateTopic', createTopic(environment, store)],
      ['DeleteTopic', deleteTopic(store)],
      ['GetTopicAttributes', getTopicAttributes(environment, store)],
      ['ListSubscriptionsByTopic', listSubscriptionsByTopic(environment, store)],
      ['ListTopics', listTopics(store)],
      ['Publish', publish(environment, store)],
      ['PublishBatch', publishBatch(environment, store)],
      ['SetTopicAttributes', setTopicAttributes(store)],
      ['Subscribe', subscribe(environment, store)],
      ['Unsubscribe', unsubscribe(store)],
    ]),
  };
}
