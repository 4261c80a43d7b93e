import { ConfirmSubscriptionCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { EnvironmentVariable } from '../../functions/contract.ts';
import type { Subscription } from '../../local/aws/sns/topic-store.ts';
import type { World } from './world.ts';

const WARNER = 'alation-token-rotator-warner';

/** The mail addresses that receive the alerts of a world. */
export interface MailSubscriptions {
  /** Deploys with these declared subscriptions, as `email oncall@example.com`, and without any subscription. */
  declare(...declared: readonly string[]): void;
  /** Subscribes an address, and returns the link that SNS sends to it. */
  subscribe(address: string, filter?: object): Promise<string>;
  /** Follows the link in a browser, without AWS credentials. */
  follow(link: string): Promise<void>;
  /** Ends a subscription, as the link at the end of each mail does. */
  end(address: string): void;
  found(address: string): Subscription | undefined;
  close(): void;
}

/** The mail subscriptions of a world. */
export function mailSubscriptions({ aws, installation }: World): MailSubscriptions {
  const { region, url: endpoint, topics } = aws;
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const sns = new SNSClient({ region, endpoint, credentials });
  const TopicArn = installation.alertTopicArn;
  const found = (address: string) =>
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
      const { confirmationToken: Token = '' } = found(address) ?? {};
      const query = new URLSearchParams({ TopicArn, Token, Endpoint: address });
      return `https://sns.${region}.amazonaws.com/confirmation.html?${query.toString()}`;
    },
    follow: async (link) => {
      const Token = new URL(link).searchParams.get('Token') ?? '';
      await sns.send(new ConfirmSubscriptionCommand({ TopicArn, Token }));
    },
    end: (address) => {
      const ended = found(address);
      if (ended !== undefined) topics.subscriptions.set(ended.arn, { ...ended, state: 'deleted' });
    },
    found,
    close: () => sns.destroy(),
  };
}
