import { topicNotFound } from './sns-errors.ts';
import type { MessageAttributes } from './message-attributes.ts';

/** A subscription to a topic. */
export interface Subscription {
  readonly arn: string;
  readonly topicArn: string;
  readonly protocol: string;
  readonly endpoint: string | undefined;
  readonly attributes: ReadonlyMap<string, string>;
  /** `pending` until the owner of the endpoint confirms the subscription with the token. */
  readonly state: 'pending' | 'confirmed' | 'deleted';
  /** Whether only an AWS principal can delete the subscription. */
  readonly isProtected: boolean;
  readonly confirmationToken: string;
}

/** A topic. */
export interface Topic {
  readonly arn: string;
  readonly attributes: ReadonlyMap<string, string>;
}

/** A message that SNS accepted. */
export interface PublishedMessage {
  readonly messageId: string;
  readonly topicArn: string;
  readonly subject: string | undefined;
  readonly message: string;
  readonly attributes: MessageAttributes;
  /** Ms since the epoch. */
  readonly publishedAt: number;
}

/** Topics, subscriptions and messages. */
export interface TopicStore {
  readonly topics: Map<string, Topic>;
  readonly subscriptions: Map<string, Subscription>;
  readonly messages: PublishedMessage[];
  /** Throws NotFound if the topic does not exist. */
  requireTopic(arn: string | undefined): Topic;
  /** Calls the listener for each message from now on; returns a function that removes the listener. */
  onMessage(listener: (message: PublishedMessage) => void): () => void;
  /** Stores a message and calls the listeners. */
  publish(message: PublishedMessage): void;
}

/** Creates an empty store. */
export function topicStore(): TopicStore {
  const topics = new Map<string, Topic>();
  const messages: PublishedMessage[] = [];
  const listeners = new Set<(message: PublishedMessage) => void>();
  return {
    topics,
    subscriptions: new Map(),
    messages,
    requireTopic: (arn) => {
      const topic = topics.get(arn ?? '');
      if (topic === undefined) throw topicNotFound();
      return topic;
    },
    onMessage: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    publish: (message) => {
      messages.push(message);
      for (const listener of listeners) listener(message);
    },
  };
}
