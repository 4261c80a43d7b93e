import { ConfirmSubscriptionCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { EnvironmentVariable } from '../../functions/contract.ts';
import type { Subscription } from '../../local/aws/sns/topic-store.ts';
import type { World } from './world.ts';

const WARNER = 'alation-token-rotator-warner';

/** The mail addresses that receive the alerts of a world. */
export interface MailSubscriptions {
  /** Deploys the warner with these declared subscriptions, such as `email oncall@example.com`, and removes all subscriptions. */
  declare(...declared: readonly string[]): void;
  /** Subscribes an address, and returns the link that SNS sends to it. */
  subscribe(address: string, filter?: object): Promise<string>;
  /** Follows the link in a browser, without AWS credentials. */
  follow(link: string): Promise<void>;
  /** Ends a subscription, as the link at the end of each mail does. */
  end(address: string): void;
  /** The subscription of an address; undefined if there is none or it was deleted. */
  find(address: string): Subscription | undefined;
  close(): void;
}

/** The mail subscriptions of a world. */
export function mailSubscriptions({ aws, installation }: World): MailSubscriptions {
  const { region, url: endpoint, topics } = aws;
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const sns = new SNSClient({ region, endpoint, credentials });
  const TopicArn = installation.alertTopicArn;
  const find = (address: string) =>
    [...topics.subscriptions.values()].find((one) => one.endpoint === address && one.state !== 'deleted');
  return {
    declare: (...declared) => {
      topics.subscriptions.clear();
      const warner = aws.functions.get(WARNER);
      if (warner === undefined) throw new Error('the warner is not deployed');
      const list = { [EnvironmentVariable.declaredSubscriptions]: JSON.stringify(declared) };
      aws.functions.set(WARNER, { ...warner, environment: { ...warner.environment, ...list } });
    },
    subscribe: async (address, filter) => {
      const Attributes = filter && { FilterPolicy: JSON.stringify(filter) };
      await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'email', Endpoint: address, Attributes }));
      const { confirmationToken: Token = '' } = find(address) ?? {};
      const query = new URLSearchParams({ TopicArn, Token, Endpoint: address });
      return `https://sns.${region}.amazonaws.com/confirmation.html?${query.toString()}`;
    },
    follow: async (link) => {
      const Token = new URL(link).searchParams.get('Token') ?? '';
      await sns.send(new ConfirmSubscriptionCommand({ TopicArn, Token }));
    },
    end: (address) => {
      const ended = find(address);
      if (ended !== undefined) topics.subscriptions.set(ended.arn, { ...ended, state: 'deleted' });
    },
    find,
    close: () => sns.destroy(),
  };
}
