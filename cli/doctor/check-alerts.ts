import { GetTopicAttributesCommand } from '@aws-sdk/client-sns';
import { askAws } from '../aws/ask-aws.ts';
import type { AwsClients } from '../aws/clients.ts';
import type { DeployedStack } from '../aws/deployed-stack.ts';
import { finding, type Finding } from './finding.ts';

/** Checks that the alert topic has confirmed subscriptions. */
export async function checkAlerts(
  { sns }: AwsClients,
  { alertTopicArn }: DeployedStack,
): Promise<readonly Finding[]> {
  const { Attributes = {} } = await askAws('sns:GetTopicAttributes', alertTopicArn, () =>
    sns.send(new GetTopicAttributesCommand({ TopicArn: alertTopicArn })),
  );
  const confirmed = Number(Attributes['SubscriptionsConfirmed'] ?? 0);
  const pending = Number(Attributes['SubscriptionsPending'] ?? 0);
  const waiting = pending === 0 ? '' : `; ${pending} not confirmed yet`;
  if (confirmed === 0) {
    return [
      finding(
        'AWS',
        'Alerts',
        'problem',
        `no one receives alerts: no subscription is confirmed${waiting}`,
        'Follow the link in the e-mail that SNS sent, or subscribe again (docs/runbook.md, NobodySubscribed)',
      ),
    ];
  }
  const count = `${confirmed} confirmed ${confirmed === 1 ? 'subscription' : 'subscriptions'}${waiting}`;
  return [
    pending === 0
      ? finding('AWS', 'Alerts', 'ok', count)
      : finding(
          'AWS',
          'Alerts',
          'warning',
          count,
          'Ask the subscribers to confirm: without it they receive no alerts',
        ),
  ];
}
