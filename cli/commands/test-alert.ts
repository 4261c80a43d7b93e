import { AlertTopicError, createAlertTopic } from '../../functions/aws/alert-topic.ts';
import { withChatTopics } from '../../functions/aws/chat-topics.ts';
import type { Severity } from '../../functions/contract.ts';
import { findStack } from '../aws/deployed-stack.ts';
import { CliError } from '../cli-error.ts';
import { ExitCode } from '../exit-code.ts';
import type { Report } from '../report.ts';
import type { Session } from '../session.ts';
import { pairs } from '../terminal/table.ts';
import { instant } from '../../functions/warning/duration-text.ts';

/** Options of `test-alert`. Subscriptions filter by severity and owner. */
export interface TestAlertOptions {
  readonly severity: Severity;
  readonly owner?: string | undefined;
  readonly topic?: string | undefined;
}

/**
 * Publishes a test alert in the same way as real alerts, and counts the confirmed subscriptions.
 *
 * @throws CliError if the topic is not found or rejects the alert
 */
export async function testAlert(session: Session, options: TestAlertOptions): Promise<Report> {
  const { terminal, prefix, clock } = session;
  const { severity, owner } = options;
  const clients = await session.aws();
  const { alertTopicArn: topicArn, chatTopics } =
    options.topic === undefined
      ? await terminal.during('Looking up the alert topic', () => findStack(clients, prefix))
      : { alertTopicArn: options.topic, chatTopics: [] };
  const topic = withChatTopics(
    createAlertTopic({ client: clients.sns, topicArn }),
    chatTopics.map(({ topicArn: chatTopicArn, ...filter }) => ({
      topic: createAlertTopic({ client: clients.sns, topicArn: chatTopicArn, format: 'chat' }),
      filter,
    })),
  );
  const confirmed = await withTopicErrors(async () => {
    // This request comes first, because its response shows the time of AWS.
    const subscriptions = await topic.confirmedSubscriptions();
    await topic.publish({
      subject: 'Alation access tokens: test alert',
      body:
        `This is a test, sent ${instant(clock.now())} with "alation-tokens test-alert" for the prefix ${prefix}.\n` +
        'Nothing is wrong. Real alerts with this severity and owner arrive in the same way.',
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
      confirmed > 0 ? 'A test alert is published.' : 'A test alert is published, but no one receives it.',
      ...pairs([
        ['Topic', topicArn],
        [
          'Subscriptions',
          confirmed > 0 ? `${confirmed} confirmed; a filter may exclude this alert` : 'none is confirmed',
        ],
      ]),
    ],
    todo: [
      confirmed > 0
        ? 'Check that the alert has arrived'
        : 'Follow the link in the e-mail that SNS sent, or subscribe again (docs/runbook.md, NobodySubscribed)',
    ],
  };
}

async function withTopicErrors<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof AlertTopicError)) throw error;
    throw new CliError(error.message, {
      code: 'TopicRefused',
      exitCode: ExitCode.needsPerson,
      todo: [
        'Get the IAM permissions sns:Publish and sns:GetTopicAttributes on the topic, and kms:GenerateDataKey and kms:Decrypt on its key',
      ],
    });
  }
}
