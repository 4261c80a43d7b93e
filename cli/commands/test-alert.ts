import { AlertTopicError, createAlertTopic } from '../../functions/aws/alert-topic.ts';
import { withChatTopics } from '../../functions/aws/chat-topics.ts';
import type { Severity } from '../../functions/contract.ts';
import { findStack } from '../aws/deployed-stack.ts';
import { CliError, usageError } from '../cli-error.ts';
import { ExitCode } from '../exit-code.ts';
import type { Report } from '../report.ts';
import type { Session } from '../session.ts';
import { givenWords } from '../text/given-text.ts';
import { instant } from '../../functions/warning/duration-text.ts';

/**
 * The ARN of a topic from an option.
 *
 * @throws CliError
 */
export function parseTopic(text: string): string {
  if (/^arn:[\w-]+:sns:[\w-]+:\d{12}:[\w-]{1,256}(?:\.fifo)?$/.test(text)) return text;
  throw usageError(
    `--topic wants an ARN such as arn:aws:sns:eu-central-1:111122223333:alerts, and got ${givenWords(text)}`,
    'Leave it out and it is looked up',
  );
}

/** Options of `test-alert`, by which subscriptions filter. */
export interface TestAlertOptions {
  readonly severity: Severity;
  readonly owner?: string | undefined;
  readonly topic?: string | undefined;
}

/**
 * Publishes one harmless alert on the way that real ones take, and tells how many subscriptions can get it.
 *
 * @throws CliError when the topic cannot be found or refuses it
 */
export async function testAlert(session: Session, options: TestAlertOptions): Promise<Report> {
  const { terminal, prefix, clock } = session;
  const { severity, owner } = options;
  const clients = await session.aws();
  const { alertTopicArn: topicArn, chatTopics } =
    options.topic === undefined
      ? await terminal.during('Looking for the alert topic', () => findStack(clients, prefix))
      : { alertTopicArn: options.topic, chatTopics: [] };
  const topic = withChatTopics(
    createAlertTopic({ client: clients.sns, topicArn }),
    chatTopics.map(({ topicArn: chatTopicArn, ...filter }) => ({
      topic: createAlertTopic({ client: clients.sns, topicArn: chatTopicArn, format: 'chat' }),
      filter,
    })),
  );
  const confirmed = await aboutTopic(async () => {
    // First, for its answer tells what time it is at AWS.
    const subscriptions = await topic.confirmedSubscriptions();
    await topic.publish({
      subject: 'Alation access tokens: test alert',
      body:
        `This is a test, sent ${instant(clock.now())} with "alation-tokens test-alert" for the prefix ${prefix}.\n` +
        'Nothing is wrong. Whoever reads this gets the real alerts of this kind as well.',
      severity,
      owner,
      integrations: [],
    });
    return subscriptions;
  });
  return {
    exitCode: confirmed > 0 ? ExitCode.done : ExitCode.needsPerson,
    json: {
      topicArn,
      chatTopics: chatTopics.length,
      severity,
      owner: owner ?? null,
      confirmedSubscriptions: confirmed,
    },
    lines: [
      `A test alert is published to ${topicArn}.`,
      confirmed > 0
        ? `${confirmed} confirmed ${confirmed === 1 ? 'subscription' : 'subscriptions'}; it reaches those whose ` +
          'filter lets it through. Look whether it arrives.'
        : 'Nobody gets it: no subscription is confirmed. Follow the link in the mail that SNS sent, or subscribe ' +
          'again (docs/runbook.md, NobodySubscribed).',
    ],
  };
}

async function aboutTopic<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof AlertTopicError)) throw error;
    throw new CliError(error.message, {
      code: 'TopicRefused',
      exitCode: ExitCode.needsPerson,
      todo: [
        'You need sns:Publish and sns:GetTopicAttributes on the topic, and kms:GenerateDataKey and kms:Decrypt on its key',
      ],
    });
  }
}
