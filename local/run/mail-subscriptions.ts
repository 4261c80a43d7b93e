import { ConfirmSubscriptionCommand, SubscribeCommand, type SNSClient } from '@aws-sdk/client-sns';
import { AlertAttribute } from '../../functions/contract.ts';
import type { Subscription, TopicStore } from '../aws/sns/topic-store.ts';
import type { Story } from './stories.ts';

/** The mail addresses that get all alerts and alarms. */
export const OPERATORS = ['operators@example.com', 'oncall@example.com'] as const;

/** A mail subscription of the alert topic. */
export interface MailSubscription {
  readonly address: string;
  /** The owner whose alerts the address gets; undefined if it gets all alerts and alarms. */
  readonly owner?: string | undefined;
  /** Whether only an AWS principal can end the subscription. Then the unsubscribe link in a mail has no effect. */
  readonly isProtected?: boolean;
}

/** The subscriptions that the settings declare: a subscription for each operator and for each owner. */
export function declaredSubscriptions(stories: readonly Story[]): readonly MailSubscription[] {
  const owners = new Set(stories.map(({ owner }) => owner));
  return [
    ...OPERATORS.map((address) => ({ address })),
    ...[...owners].map((owner) => ({ address: `${owner}@example.com`, owner })),
  ];
}

/** The mail subscriptions of the alert topic. */
export interface MailSubscriptions {
  /** Subscribes an address, and confirms the subscription, as with the link in the first mail of SNS. */
  subscribe(subscription: MailSubscription): Promise<void>;
  /** Ends the subscription of an address, as the link at the end of each mail does if the subscription is not protected. */
  end(address: string): void;
  /** Addresses whose subscription is confirmed and that get the alarms. */
  alarmAddresses(): readonly string[];
  /** Whether the subscription of an address is confirmed. */
  isConfirmed(address: string): boolean;
}

/** The mail subscriptions of a topic that has no mail subscription yet. */
export function createMailSubscriptions(
  sns: SNSClient,
  TopicArn: string,
  topics: TopicStore,
): MailSubscriptions {
  const find = (address: string): Subscription | undefined =>
    [...topics.subscriptions.values()].find((one) => one.endpoint === address && one.state !== 'deleted');
  const confirmed = () => [...topics.subscriptions.values()].filter(({ state }) => state === 'confirmed');
  return {
    subscribe: async ({ address, owner, isProtected = false }) => {
      const filter = owner && { FilterPolicy: JSON.stringify({ [AlertAttribute.owner]: [owner] }) };
      await sns.send(
        new SubscribeCommand({
          TopicArn,
          Protocol: 'email',
          Endpoint: address,
          ...(filter && { Attributes: filter }),
        }),
      );
      const Token = find(address)?.confirmationToken;
      await sns.send(
        new ConfirmSubscriptionCommand({ TopicArn, Token, AuthenticateOnUnsubscribe: String(isProtected) }),
      );
    },
    end: (address) => {
      const ended = find(address);
      if (ended !== undefined) topics.subscriptions.set(ended.arn, { ...ended, state: 'deleted' });
    },
    alarmAddresses: () =>
      confirmed().flatMap(({ attributes, endpoint }) =>
        attributes.has('FilterPolicy') || endpoint === undefined ? [] : [endpoint],
      ),
    isConfirmed: (address) => confirmed().some(({ endpoint }) => endpoint === address),
  };
}
