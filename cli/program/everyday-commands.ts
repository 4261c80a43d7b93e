import { Option, type Command } from 'commander';
import { DAY_MS } from '../../functions/time.ts';
import { SOON_DAYS } from '../status/todo.ts';
import { span, wholeNumber } from './option-values.ts';
import type { RunCommand } from './run-command.ts';
import { timeoutOf, withWaitOptions, type WaitOptions } from './wait-options.ts';

const STATUS_HELP = `
Reads tags, never a secret value. Exits 1 if an operator must act: an
integration is failing, rejected, expired, contested or without credentials, a
credential is rejected or forbidden, a refresh token has fewer than --days days
left (at most 7 if the rotator renews it), a renewal lost a refresh token or was
harmful, or no integration exists.

The tags do not hold the settings of the rotator. The next attempt of a fresh
integration is therefore computed with the default settings ("about").

Examples:
  $ npx alation-tokens status
  $ npx alation-tokens status tableau
  $ npx alation-tokens status --days 30 --json
  $ npx alation-tokens status --html status.html
`;

const ROTATE_HELP = `
The rotator verifies the published access token, then mints, as in a sweep.
With one credential the access token that consumers hold becomes inactive.

The rotator does not replace an active access token that is younger than 15
minutes or valid for --at-least. With another rotationIntervalMinutes the 15
minutes are its first multiple that is 15 or more. Run rotate with --at-least
before a job.

--force replaces even a young access token. It invokes the rotator, so it needs
lambda:InvokeFunction. It cannot exceed the 100 versions that AWS stores of a
secret in a day.

Examples:
  $ npx alation-tokens rotate tableau
  $ npx alation-tokens rotate tableau loader
  $ npx alation-tokens rotate --all
  $ npx alation-tokens rotate tableau --at-least 2h
  $ npx alation-tokens rotate tableau --force
`;

/** The longest remaining lifetime that the rotator accepts in a request. */
const LONGEST_MS = 400 * DAY_MS;

const VERIFY_HELP = `
Changes nothing. Exits 1 if the access token is inactive.

Example:
  $ npx alation-tokens verify tableau
`;

/** Adds the commands of everyday work. */
export function everydayCommands(program: Command, run: RunCommand): void {
  program
    .command('status')
    .argument('[integration]', 'show only this integration')
    .description('show the state of every integration and what to do')
    .option(
      '--days <number>',
      'days left below which an operator must replace a refresh token',
      wholeNumber('--days', 0, 365),
      SOON_DAYS,
    )
    .option('--html <file>', 'also write a page with a picture of the lifetimes into this file')
    .addHelpText('after', STATUS_HELP)
    .action((integration: string | undefined, _: unknown, command: Command) => {
      const { days, html } = command.opts<{ readonly days: number; readonly html?: string }>();
      return run(command, async (session) =>
        (await import('../commands/status.ts')).status(session, integration, { soonDays: days, html }),
      );
    });

  const rotating = program
    .command('rotate')
    .argument('[integration...]', 'names of one or more integrations')
    .description('have the rotator publish a new access token now')
    .option('--all', 'rotate every integration that is not paused and has credentials')
    .addOption(
      new Option(
        '--at-least <time>',
        'rotate only if the access token is inactive or expires within this time, e.g. 2h',
      ).argParser(span('--at-least', LONGEST_MS)),
    )
    .option('--force', 'replace even an access token that is younger than 15 minutes')
    .addHelpText('after', ROTATE_HELP)
    .action((integrations: readonly string[], _: unknown, command: Command) => {
      const options = command.opts<
        WaitOptions & { readonly atLeast?: number; readonly force?: true; readonly all?: true }
      >();
      const { atLeast: atLeastMs, force = false, all = false } = options;
      return run(command, async (session) =>
        (await import('../commands/rotate-each.ts')).rotateEach(session, all, integrations, {
          timeoutMs: timeoutOf(options),
          atLeastMs,
          force,
        }),
      );
    });
  withWaitOptions(rotating);

  program
    .command('verify')
    .argument('<integration>', 'name of the integration')
    .description('verify with Alation that the published access token is active')
    .addHelpText('after', VERIFY_HELP)
    .action((integration: string, _: unknown, command: Command) =>
      run(command, async (session) => (await import('../commands/verify.ts')).verify(session, integration)),
    );

  program
    .command('pause')
    .argument('<integration>', 'name of the integration')
    .description('pause the rotation of an integration; only alerts about the pause are sent')
    .option('--reason <text>', 'why you pause it; "status" shows the reason')
    .addHelpText(
      'after',
      "\nExamples:\n  $ npx alation-tokens pause tableau\n  $ npx alation-tokens pause tableau --reason 'Tableau is upgraded'\n",
    )
    .action((integration: string, _: unknown, command: Command) => {
      const options = command.opts<{ readonly reason?: string }>();
      return run(command, async (session) =>
        (await import('../commands/pause.ts')).pause(session, integration, options),
      );
    });

  program
    .command('resume')
    .argument('<integration>', 'name of the integration')
    .description('resume the rotation and the alerts of a paused integration')
    .addHelpText('after', '\nExample:\n  $ npx alation-tokens resume tableau\n')
    .action((integration: string, _: unknown, command: Command) =>
      run(command, async (session) => (await import('../commands/pause.ts')).resume(session, integration)),
    );
}
