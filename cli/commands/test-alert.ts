import { AlertTopicError, createAlertTopic } from '../../functions/aws/alert-topic.ts';
import { withChatTopics } from '../../functions/aws/chat-topics.ts';
import { AlertAttribute, type Severity } from '../../functions/contract.ts';
import { passesFilter } from '../../functions/integration/filter-policy.ts';
import { subscriptionName } from '../../functions/integration/alert-subscription.ts';
import { countGaps } from '../../functions/warning/who-receives.ts';
import { findStack } from '../aws/deployed-stack.ts';
import { readRecipients } from '../aws/recipients.ts';
import { CliError } from '../cli-error.ts';
import { ExitCode } from '../exit-code.ts';
import { subscriptionLines, subjectLines } from '../recipients/recipient-tables.ts';
import {
  missingSubscriptions,
  receivesText,
  withoutRecipientLines,
  WIDEN_A_FILTER,
} from '../recipients/recipient-text.ts';
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
 * Publishes a test alert in the same way as real alerts, and shows who receives which alerts.
 *
 * @throws CliError if the topic is not found or rejects the alert
 */
export async function testAlert(session: Session, options: TestAlertOptions): Promise<Report> {
  const { terminal, prefix, clock } = session;
  const { severity, owner } = options;
  const clients = await session.aws();
  const stack =
    options.topic === undefined
      ? await terminal.during('Looking up the alert topic', () => findStack(clients, prefix))
      : { alertTopicArn: options.topic, chatTopics: [], declaredSubscriptions: [] };
  const { alertTopicArn: topicArn, chatTopics } = stack;
  const topic = withChatTopics(
    createAlertTopic({ client: clients.sns, topicArn }),
    chatTopics.map(({ topicArn: chatTopicArn, ...filter }) => ({
      topic: createAlertTopic({ client: clients.sns, topicArn: chatTopicArn, format: 'chat' }),
      filter,
    })),
  );
  // The first response of AWS corrects the session's clock. So read the subscriptions before the text gets its time.
  const recipients = await terminal.during('Reading the subscriptions', () => readRecipients(session, stack));
  await withTopicErrors(() =>
    topic.publish({
      subject: 'Alation access tokens: test alert',
      body:
        `This is a test, sent ${instant(clock.now())} with "alation-tokens test-alert" for the prefix ${prefix}.\n` +
        'Nothing is wrong. Real alerts with this severity and owner arrive in the same way.',
      severity,
      owner,
      integrations: [],
    }),
  );
  const { subscriptions, subjects, gaps } = recipients;
  const attributes = {
    [AlertAttribute.severity]: [severity],
    ...(owner && { [AlertAttribute.owner]: [owner] }),
  };
  const confirmed = subscriptions.filter(({ state }) => state === 'confirmed');
  const matchingSubscriptions = confirmed.filter(({ filter }) => passesFilter(filter, attributes));
  const missing = missingSubscriptions(prefix, topicArn, subscriptions, gaps);
  const withoutRecipient = withoutRecipientLines(gaps);
  return {
    exitCode:
      matchingSubscriptions.length > 0 && countGaps(gaps) === 0 ? ExitCode.done : ExitCode.needsPerson,
    json: {
      topicArn,
      chatTopics: chatTopics.length,
      severity,
      owner: owner ?? null,
      confirmedSubscriptions: confirmed.length,
      receivers: matchingSubscriptions.map(subscriptionName),
      subscriptions: subscriptions.map((one) => ({
        name: subscriptionName(one),
        state: one.state,
        receives: receivesText(one),
      })),
      missing: gaps.missing,
      withoutRecipient: gaps.withoutRecipient,
      alarmsWithoutRecipient: gaps.alarmsWithoutRecipient,
    },
    lines: [
      matchingSubscriptions.length > 0
        ? 'A test alert is published.'
        : 'A test alert is published, but no one receives it.',
      ...pairs([
        ['Topic', topicArn],
        ['Alert', owner === undefined ? severity : `${severity}; owner ${owner}`],
        ['Receives it', matchingSubscriptions.map(subscriptionName).join(', ') || 'no one'],
      ]),
      ...(subscriptions.length === 0 ? [] : ['', ...subscriptionLines(terminal.columns, recipients)]),
      ...(subjects.length === 0 ? [] : ['', ...subjectLines(terminal.columns, recipients)]),
      '',
      ...[...missing.map(({ says }) => says), ...withoutRecipient].map((line) => `PROBLEM: ${line}`),
    ],
    todo: [
      ...(matchingSubscriptions.length > 0 ? ['Check that the alert has arrived'] : []),
      ...(confirmed.length > 0
        ? []
        : [
            'Confirm a subscription with the command "confirm-subscription", or subscribe again (docs/runbook.md, NobodySubscribed)',
          ]),
      ...missing.flatMap(({ todo }) => todo),
      ...(confirmed.length > 0 && withoutRecipient.length > 0 ? [WIDEN_A_FILTER] : []),
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
        'Get the IAM permission sns:Publish on the topic, and kms:GenerateDataKey and kms:Decrypt on its key',
      ],
    });
  }
}
