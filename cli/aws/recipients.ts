import { readSubscriptions } from '../../functions/aws/alert-subscriptions.ts';
import type { AlertSubscription } from '../../functions/integration/alert-subscription.ts';
import { readIntegrationState } from '../../functions/integration/plausible-state.ts';
import {
  recipientGaps,
  type AlertSubject,
  type RecipientGaps,
} from '../../functions/warning/who-receives.ts';
import type { Session } from '../session.ts';
import { askAws } from './ask-aws.ts';
import type { DeployedStack } from './deployed-stack.ts';
import { listIntegrations } from './list-integrations.ts';

/** The subscriptions, the integrations with their owners, and the missing subscriptions and recipients. */
export interface Recipients {
  readonly subscriptions: readonly AlertSubscription[];
  readonly subjects: readonly AlertSubject[];
  readonly gaps: RecipientGaps;
}

/**
 * Reads the subscriptions of the topics, and the owners of the integrations.
 *
 * @throws CliError
 */
export async function readRecipients(
  { aws, prefix, clock }: Session,
  topics: Pick<DeployedStack, 'alertTopicArn' | 'chatTopics' | 'declaredSubscriptions'>,
): Promise<Recipients> {
  const { sns, secretsManager } = await aws();
  const subscriptions = await readSubscriptions(sns, topics, (operation, topicArn, request) =>
    askAws(`sns:${operation}`, topicArn, request),
  );
  const listed = await listIntegrations(secretsManager, prefix);
  const subjects = listed.map(({ integration, tags }) => ({
    integration,
    owner: readIntegrationState(tags, clock.now()).owner,
  }));
  const chat = topics.chatTopics.map(({ topicArn }) => `chat ${topicArn}`);
  const declared = [...topics.declaredSubscriptions, ...chat];
  return { subscriptions, subjects, gaps: recipientGaps(subscriptions, declared, subjects) };
}
