import { readListeners } from '../../functions/aws/topic-listeners.ts';
import type { Listener } from '../../functions/integration/listener.ts';
import { readIntegrationState } from '../../functions/integration/plausible-state.ts';
import { hearingGaps, type AlertSubject, type HearingGaps } from '../../functions/warning/who-hears.ts';
import type { Session } from '../session.ts';
import { askAws } from './ask-aws.ts';
import type { DeployedStack } from './deployed-stack.ts';
import { listIntegrations } from './list-integrations.ts';

/** Who receives which alerts, and who would not hear. */
export interface Hearing {
  readonly listeners: readonly Listener[];
  readonly subjects: readonly AlertSubject[];
  readonly gaps: HearingGaps;
}

/**
 * Reads the subscriptions of the topics, and the owners of the integrations.
 *
 * @throws CliError
 */
export async function readHearing(
  { aws, prefix, clock }: Session,
  topics: Pick<DeployedStack, 'alertTopicArn' | 'chatTopics' | 'declaredSubscriptions'>,
): Promise<Hearing> {
  const { sns, secretsManager } = await aws();
  const listeners = await readListeners(sns, topics, (operation, topicArn, request) =>
    askAws(`sns:${operation}`, topicArn, request),
  );
  const listed = await listIntegrations(secretsManager, prefix);
  const subjects = listed.map(({ integration, tags }) => ({
    integration,
    owner: readIntegrationState(tags, clock.now()).owner,
  }));
  const chat = topics.chatTopics.map(({ topicArn }) => `chat ${topicArn}`);
  const declared = [...topics.declaredSubscriptions, ...chat];
  return { listeners, subjects, gaps: hearingGaps(listeners, declared, subjects) };
}
