import { Option, type Command } from 'commander';
import { SEVERITIES } from '../../functions/contract.ts';
import type { DoctorOptions } from '../commands/doctor.ts';
import type { TestAlertOptions } from '../commands/test-alert.ts';
import { withCredentialInputOptions } from './credential-options.ts';
import { parseTopic, span, wholeNumber } from './option-values.ts';
import type { RunCommand } from './run-command.ts';
import { DAY_MS } from '../../functions/time.ts';

const EVENTS_HELP = `
Examples:
  $ npx alation-tokens events
  $ npx alation-tokens events tableau --since 7d --limit 100 --json
`;

const TEST_ALERT_HELP = `
Shows who receives which alerts, by severity, owner and integration, from the
filter policies of the subscriptions. Exits 1 if no one receives the test
alert or a declared subscription is not confirmed. Also exits 1 if a warning, a
critical alert or an alarm would reach no one.

Examples:
  $ npx alation-tokens test-alert
  $ npx alation-tokens test-alert --severity critical --owner bi-team
`;

const CONFIRM_HELP = `
Confirms the subscription of the mail "AWS Notification - Subscription
Confirmation". Copy the link of the mail without opening it. Only a caller with
AWS credentials can then end the subscription. After a confirmation in the
browser, a mail scanner that follows links can end it too.

Examples:
  $ npx alation-tokens confirm-subscription
  $ npx alation-tokens confirm-subscription 'https://sns.…'
`;

const DOCTOR_HELP = `
Checks AWS: secrets, KMS keys, functions, schedules, the last run, and who
would receive alerts and alarms.

With --alation also checks an Alation instance: whether it can be reached, its
clock, the lifetimes, whether minting makes the previous access token inactive,
and how Alation answers a call with the previous access token. This check mints
and revokes, so it needs a refresh token or OAuth client for this test only. The
command asks for this credential, or reads it from --from-file in the forms that
"onboard" takes.

With --renewal also tries what the setting renewRefreshTokens would do: it
renews the test refresh token once, and shows what happens to it and to the
other tokens of its user. To test the other tokens, give a second test refresh
token of the same user. No integration may use that user.

With --consumer checks only what a consumer does, and needs only a consumer's
permissions: it reads and decrypts the access token, and calls Alation with it.
Run it with the AWS credentials of the consumer. The result names a missing
permission. For another account give the ARN of the access-token secret.

Examples:
  $ npx alation-tokens doctor
  $ npx alation-tokens doctor --consumer tableau
  $ npx alation-tokens doctor --alation
  $ npx alation-tokens doctor --renewal
  $ npx alation-tokens doctor --no-aws --from-file test-token.json
`;

/** Adds the commands that observe, and change nothing of an integration. */
export function observerCommands(program: Command, run: RunCommand): void {
  program
    .command('events')
    .argument('[integration]', 'show only this integration')
    .description('list the last rotations from the log of the rotator')
    .addOption(
      new Option('--since <span>', 'span to search, before now: 90m, 24h, 7d')
        .argParser(span('--since'))
        // The second argument is what --help shows: the value is in ms.
        .default(DAY_MS, '24h'),
    )
    .option(
      '--limit <number>',
      'show at most this many rotations, the newest',
      wholeNumber('--limit', 1, 10_000),
      20,
    )
    .option('--log-group <name>', 'log group of the rotator; if omitted, the command finds it')
    .addHelpText('after', EVENTS_HELP)
    .action((integration: string | undefined, _: unknown, command: Command) => {
      const { since, limit, logGroup } = command.opts<{
        readonly since: number;
        readonly limit: number;
        readonly logGroup?: string;
      }>();
      return run(command, async (session) =>
        (await import('../commands/events.ts')).events(session, integration, {
          sinceMs: since,
          limit,
          logGroup,
        }),
      );
    });

  program
    .command('test-alert')
    .description('publish a test alert and show who receives which alerts')
    .addOption(
      new Option('--severity <severity>', 'severity that subscriptions filter by')
        .choices(SEVERITIES)
        .default('info'),
    )
    .option('--owner <owner>', 'owner that subscriptions filter by')
    .option('--topic <arn>', 'ARN of the topic; if omitted, the command finds it', parseTopic)
    .addHelpText('after', TEST_ALERT_HELP)
    .action((_: unknown, command: Command) => {
      const options = command.opts<TestAlertOptions>();
      return run(command, async (session) =>
        (await import('../commands/test-alert.ts')).testAlert(session, options),
      );
    });

  program
    .command('confirm-subscription')
    .argument(
      '[link]',
      'link of the mail "Subscription Confirmation", in quotes; if omitted, the command asks for it',
    )
    .description('confirm a mail subscription so that no mail scanner can end it')
    .addHelpText('after', CONFIRM_HELP)
    .action((link: string | undefined, _: unknown, command: Command) =>
      run(command, async (session) =>
        (await import('../commands/confirm-subscription.ts')).confirmSubscription(session, link),
      ),
    );

  const examining = program
    .command('doctor')
    .description('find what prevents rotation, in AWS and in Alation')
    .option('--alation', 'check an Alation instance with a credential for this test only')
    .option('--renewal', 'also renew a test refresh token; the renewal revokes the given token')
    .option('--yes', 'with --renewal and --no-aws: confirm that no integration uses the user of the token')
    .option('--no-aws', 'do not check AWS')
    .option('--consumer <integration>', 'check only what a consumer of this integration needs')
    .addHelpText('after', DOCTOR_HELP)
    .action((_: unknown, command: Command) => {
      const options = command.opts<
        Omit<DoctorOptions, 'alation' | 'renewal' | 'yes'> & {
          readonly alation?: true;
          readonly renewal?: true;
          readonly yes?: true;
        }
      >();
      return run(command, async (session) =>
        (await import('../commands/doctor.ts')).doctor(session, {
          ...options,
          alation: options.alation === true,
          renewal: options.renewal === true,
          yes: options.yes === true,
        }),
      );
    });
  withCredentialInputOptions(examining);
}
