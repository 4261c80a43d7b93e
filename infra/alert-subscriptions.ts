import { Token } from 'aws-cdk-lib';
import { CfnPermission } from 'aws-cdk-lib/aws-lambda';
import { CfnSubscription, Subscription, SubscriptionFilter, SubscriptionProtocol } from 'aws-cdk-lib/aws-sns';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { AlertAttribute } from '../functions/contract.ts';
import type { AlertProtocol } from './alert-schema.ts';
import type { AlertSubscriptionSettings } from './settings-schema.ts';

/** The topic and its subscriptions. */
export interface AlertSubscriptionsProps {
  readonly topic: ITopic;
  readonly emails: readonly string[];
  readonly subscriptions: readonly AlertSubscriptionSettings[];
  /** Receives messages that SNS could not deliver to an endpoint. */
  readonly deadLetterQueue: IQueue;
}

const protocols: Readonly<Record<AlertProtocol, SubscriptionProtocol>> = {
  email: SubscriptionProtocol.EMAIL,
  https: SubscriptionProtocol.HTTPS,
  sqs: SubscriptionProtocol.SQS,
  lambda: SubscriptionProtocol.LAMBDA,
};

/**
 * The subscriptions of the alert topic. Filters match message attributes, so the body can be plain text.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-subscription-filter-policies.html
 */
export class AlertSubscriptions extends Construct {
  constructor(scope: Construct, id: string, props: AlertSubscriptionsProps) {
    super(scope, id);
    const { topic, deadLetterQueue } = props;
    const all: AlertSubscriptionSettings[] = [
      ...props.emails.map((endpoint) => ({ protocol: 'email' as const, endpoint })),
      ...props.subscriptions,
    ];

    for (const [index, { protocol, endpoint, owners, severities, integrations }] of all.entries()) {
      // The id contains the endpoint, not its position, because a replaced subscription must be confirmed again. An endpoint
      // that is known only at deployment has its position in the id.
      const name = `${protocol} ${Token.isUnresolved(endpoint) ? index : endpoint}`;
      const filter = {
        ...attribute(AlertAttribute.owner, owners),
        ...attribute(AlertAttribute.severity, severities),
        ...attribute(AlertAttribute.integrations, integrations),
      };
      const subscription = new Subscription(this, name, {
        topic,
        protocol: protocols[protocol],
        endpoint,
        ...(Object.keys(filter).length === 0 ? {} : { filterPolicy: filter }),
        deadLetterQueue,
      });
      // The property is always set, because CloudFormation fails if it is added or removed (aws-cdk issue 24804).
      const { defaultChild } = subscription.node;
      if (defaultChild instanceof CfnSubscription) defaultChild.filterPolicyScope = 'MessageAttributes';
      if (protocol === 'lambda') {
        new CfnPermission(this, `${name} permission`, {
          action: 'lambda:InvokeFunction',
          functionName: endpoint,
          principal: 'sns.amazonaws.com',
          sourceArn: topic.topicArn,
        });
      }
    }
  }
}

function attribute(name: string, values: readonly string[] | undefined): Record<string, SubscriptionFilter> {
  return values === undefined ? {} : { [name]: SubscriptionFilter.stringFilter({ allowlist: [...values] }) };
}
