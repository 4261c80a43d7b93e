import { ConfirmSubscriptionCommand, GetSubscriptionAttributesCommand } from '@aws-sdk/client-sns';
import { askAws } from '../aws/ask-aws.ts';
import { CliError, usageError } from '../cli-error.ts';
import { ExitCode } from '../exit-code.ts';
import { confirmationOf, linkProblem } from '../recipients/confirmation-link.ts';
import type { Report } from '../report.ts';
import type { Session } from '../session.ts';
import { commandLine } from '../text/command-line.ts';

const LINK = 'Link of the mail "AWS Notification - Subscription Confirmation"';

/**
 * Confirms a subscription with the link that SNS sent to its address, so that only a caller with AWS credentials can
 * end it. After a confirmation in the browser, the link at the end of each mail ends the subscription, even if a mail
 * scanner follows it.
 *
 * @throws CliError
 */
export async function confirmSubscription(session: Session, link: string | undefined): Promise<Report> {
  const { prompts, terminal, prefix } = session;
  const problem = link === undefined ? undefined : linkProblem(link);
  if (problem !== undefined)
    throw usageError(
      problem,
      'Put the link in quotes, or run the command without the link and paste the link at the prompt',
    );
  const { topicArn, region, token } = confirmationOf(link ?? (await prompts.text(LINK, linkProblem)));
  const { sns } = await session.aws();
  const here = await sns.config.region();
  if (here !== region) {
    throw usageError(
      `The link belongs to a topic in ${region}, but the command uses ${here}`,
      `Add --region ${region}`,
    );
  }
  const { SubscriptionArn: subscriptionArn } = await terminal.during('SNS confirms the subscription', () =>
    askAws(
      'sns:ConfirmSubscription',
      topicArn,
      () =>
        sns.send(
          new ConfirmSubscriptionCommand({
            TopicArn: topicArn,
            Token: token,
            AuthenticateOnUnsubscribe: 'true',
          }),
        ),
      { is: isRefusedToken, result: () => refusedToken(topicArn) },
    ),
  );
  const { Attributes = {} } = await askAws('sns:GetSubscriptionAttributes', topicArn, () =>
    sns.send(new GetSubscriptionAttributesCommand({ SubscriptionArn: subscriptionArn })),
  );
  const endpoint = Attributes['Endpoint'] ?? 'The address';
  const isProtected = Attributes['ConfirmationWasAuthenticated'] === 'true';
  return {
    exitCode: isProtected ? ExitCode.done : ExitCode.needsPerson,
    json: { subscriptionArn: subscriptionArn ?? null, topicArn, endpoint, protected: isProtected },
    lines: isProtected
      ? [`${endpoint} receives alerts. Only a caller with AWS credentials can end its subscription.`]
      : [
          `${endpoint} receives alerts. But its subscription was confirmed earlier without AWS credentials, so a mail scanner or a recipient of a forwarded alert can end it.`,
        ],
    todo: isProtected
      ? [`Send a test alert: ${commandLine(prefix, 'test-alert')}`]
      : ['End the subscription and subscribe again (docs/runbook.md, Protect a mail subscription)'],
  };
}

function isRefusedToken(error: unknown): boolean {
  return error instanceof Error && error.name === 'InvalidParameterException';
}

function refusedToken(topicArn: string): never {
  throw new CliError('SNS does not accept the link: it is older than two days, or not complete', {
    code: 'LinkRefused',
    exitCode: ExitCode.needsPerson,
    todo: [
      `Have SNS send a new link: aws sns subscribe --topic-arn ${topicArn} --protocol email --notification-endpoint <address>`,
    ],
  });
}
