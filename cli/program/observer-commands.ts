import { Option, type Command } from 'commander';
import { SEVERITIES } from '../../functions/contract.ts';
import { doctor, type DoctorOptions } from '../commands/doctor.ts';
import { events } from '../commands/events.ts';
import { parseTopic, testAlert, type TestAlertOptions } from '../commands/test-alert.ts';
import { parseUserId } from '../commands/credential-options.ts';
import { parseSpan, wholeNumber } from './durations.ts';
import type { RunCommand } from './run-command.ts';
import { DAY_MS } from '../../functions/time.ts';

const DOCTOR_HELP = `
On the AWS side: secrets, KMS keys, functions, schedules, the last run, confirmed subscribers of the alert topic.

With --alation, an Alation instance: reachability, clock, lifetimes, whether minting an access token kills the one
before, and what a call with that one is answered with. This needs a throw-away refresh token or OAuth client, because it mints and revokes; it is asked for, or read
from --from-file in the forms that "onboard" takes.

Examples:
  $ npx alation-tokens doctor
  $ npx alation-tokens doctor --alation
  $ npx alation-tokens doctor --no-aws --from-file throw-away.json
`;

/** The commands that look, and change nothing of an integration. */
export function observerCommands(program: Command, run: RunCommand): void {
  program
    .command('events')
    .argument('[integration]', 'one integration alone')
    .description('list the last rotations from the log of the rotator')
    .addOption(
      new Option('--since <span>', 'how far back: 90m, 24h, 7d')
        .argParser(parseSpan)
        // The second argument is what help shows: the value is in ms.
        .default(DAY_MS, '24h'),
    )
    .option('--limit <number>', 'the newest so many', wholeNumber('--limit', 1, 10_000), 20)
    .option('--log-group <name>', 'log group of the rotator (otherwise looked up)')
    .addHelpText(
      'after',
      '\nExamples:\n  $ npx alation-tokens events\n  $ npx alation-tokens events tableau --since 7d --limit 100 --json\n',
    )
    .action((integration: string | undefined, _: unknown, command: Command) => {
      const { since, limit, logGroup } = command.opts<{
        readonly since: number;
        readonly limit: number;
        readonly logGroup?: string;
      }>();
      return run(command, (session) => events(session, integration, { sinceMs: since, limit, logGroup }));
    });

  program
    .command('test-alert')
    .description('publish a harmless alert and count who can get it')
    .addOption(
      new Option('--severity <severity>', 'as subscriptions filter by it')
        .choices(SEVERITIES)
        .default('info'),
    )
    .option('--owner <owner>', 'as subscriptions filter by it')
    .option('--topic <arn>', 'ARN of the topic (otherwise looked up)', parseTopic)
    .addHelpText(
      'after',
      '\nExamples:\n  $ npx alation-tokens test-alert\n  $ npx alation-tokens test-alert --severity critical --owner bi-team\n',
    )
    .action((_: unknown, command: Command) => {
      const options = command.opts<TestAlertOptions>();
      return run(command, (session) => testAlert(session, options));
    });

  program
    .command('doctor')
    .description('look for what keeps rotation from working, at AWS and at Alation')
    .option('--alation', 'probe an Alation instance with a throw-away credential')
    .option('--no-aws', 'leave the AWS side out')
    .option('--from-file <file>', 'take the throw-away credential from a file, or from standard input with -')
    .option('--base-url <url>', 'base URL of Alation, https://…')
    .option('--user-id <number>', 'Alation user that the refresh token belongs to', parseUserId)
    .option('--oauth', 'the credential is an OAuth client')
    .option('--client-id <id>', 'id of the OAuth client (implies --oauth)')
    .addHelpText('after', DOCTOR_HELP)
    .action((_: unknown, command: Command) => {
      const options = command.opts<Omit<DoctorOptions, 'alation'> & { readonly alation?: boolean }>();
      return run(command, (session) => doctor(session, { ...options, alation: options.alation === true }));
    });
}
