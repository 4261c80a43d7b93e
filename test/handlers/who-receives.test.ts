import { ConfirmSubscriptionCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { expect, onTestFinished, test } from 'vitest';
import { type Deployment, deploy } from './deployment.ts';
import { metricsOf, logged } from './observations.ts';
import { awsConnection } from '../support/aws-clients.ts';

/** The metrics about the subscriptions, of each run of the warner. */
const subscriptionMetrics = (deployment: Deployment) =>
  metricsOf(deployment, 'warner').map((line) => [line['ConfirmedSubscriptions'], line['HearingGaps']]);

function snsOf({ aws }: Deployment): SNSClient {
  const sns = new SNSClient(awsConnection(aws.url, aws.region));
  onTestFinished(() => sns.destroy());
  return sns;
}

async function subscribe(
  deployment: Deployment,
  sns: SNSClient,
  Endpoint: string,
  filter?: object,
): Promise<string> {
  const TopicArn = deployment.alertTopicArn;
  const Attributes = filter && { FilterPolicy: JSON.stringify(filter) };
  await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'email', Endpoint, Attributes }));
  const known = [...deployment.aws.topics.subscriptions.values()].find(
    ({ endpoint }) => endpoint === Endpoint,
  );
  await sns.send(new ConfirmSubscriptionCommand({ TopicArn, Token: known?.confirmationToken }));
  return known?.arn ?? '';
}

/** Deletes a subscription, as the unsubscribe link of a mail does. */
function unsubscribe({ aws: { topics } }: Deployment, arn: string): void {
  const found = topics.subscriptions.get(arn);
  if (found !== undefined) topics.subscriptions.set(arn, { ...found, state: 'deleted' });
}

test('the metrics of the next daily run show the loss of the only unfiltered subscription, and later its return', async () => {
  const deployment = await deploy({
    warnerSettings: { declaredSubscriptions: ['email oncall@example.com', 'email bi@example.com'] },
  });
  const sns = snsOf(deployment);
  await deployment.integrate('tableau', 1, 'bi-team');
  await subscribe(deployment, sns, 'bi@example.com', { owner: ['bi-team'], severity: ['critical'] });
  const oncall = await subscribe(deployment, sns, 'oncall@example.com');

  await deployment.warn();
  unsubscribe(deployment, oncall);
  await deployment.warn();
  await subscribe(deployment, sns, 'oncall@example.com');
  await deployment.warn();

  // The three gaps are the lost address, the warnings of bi-team, and the alarms.
  expect(subscriptionMetrics(deployment)).toEqual([
    [2, 0],
    [1, 3],
    [2, 0],
  ]);
  expect(logged(deployment, 'SubscriptionsMissing')).toMatchObject([
    { declared: 2, missing: 1, withoutRecipient: ['warning of bi-team'], alarmsWithoutRecipient: true },
  ]);
});

test('a run about one integration does not count the subscriptions, so the warner sends no metric', async () => {
  const deployment = await deploy();
  await deployment.integrate('tableau', 1, 'bi-team');
  await deployment.warn({ integration: 'tableau' });

  expect(subscriptionMetrics(deployment)).toEqual([]);
});
