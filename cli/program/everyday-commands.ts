import type { Command } from 'commander';
import { pause, resume } from '../commands/pause.ts';
import { rotate } from '../commands/rotate.ts';
import { status } from '../commands/status.ts';
import { verify } from '../commands/verify.ts';
import { SOON_DAYS } from '../status/todo.ts';
import { wholeNumber } from './option-values.ts';
import type { RunCommand } from './run-command.ts';
import { timeoutOf, withWaitOptions, type WaitOptions } from './wait-options.ts';

const STATUS_HELP = `
Reads tags, never a secret value. Exits 1 if an operator must act: an
integration is failing, rejected, expired or without credentials, a credential
is rejected or forbidden, a refresh token has fewer than --days days left, or
there is no integration.

The tags do not hold the settings of the rotator. The next attempt of a fresh
integration is therefore computed with the default settings ("about").

Examples:
  $ npx alation-tokens status
  $ npx alation-tokens status tableau
  $ npx alation-tokens status --days 30 --json
`;

const ROTATE_HELP = `
The rotator mints, as in a sweep. With one credential the access token that
consumers hold becomes inactive.

Example:
  $ npx alation-tokens rotate tableau
`;

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
    .addHelpText('after', STATUS_HELP)
    .action((integration: string | undefined, _: unknown, command: Command) => {
      const { days } = command.opts<{ readonly days: number }>();
      return run(command, (session) => status(session, integration, { soonDays: days }));
    });

  const rotating = program
    .command('rotate')
    .argument('<integration>', 'name of the integration')
    .description('have the rotator publish a new access token now')
    .addHelpText('after', ROTATE_HELP)
    .action((integration: string, _: unknown, command: Command) => {
      const options = command.opts<WaitOptions>();
      return run(command, (session) => rotate(session, integration, { timeoutMs: timeoutOf(options) }));
    });
  withWaitOptions(rotating);

  program
    .command('verify')
    .argument('<integration>', 'name of the integration')
    .description('ask Alation whether the published access token is active')
    .addHelpText('after', VERIFY_HELP)
    .action((integration: string, _: unknown, command: Command) =>
      run(command, (session) => verify(session, integration)),
    );

  program
    .command('pause')
    .argument('<integration>', 'name of the integration')
    .description('stop rotation and alerts of an integration')
    .option('--reason <text>', 'why, for those who read the status')
    .addHelpText(
      'after',
      "\nExamples:\n  $ npx alation-tokens pause tableau\n  $ npx alation-tokens pause tableau --reason 'Tableau is upgraded'\n",
    )
    .action((integration: string, _: unknown, command: Command) => {
      const options = command.opts<{ readonly reason?: string }>();
      return run(command, (session) => pause(session, integration, options));
    });

  program
    .command('resume')
    .argument('<integration>', 'name of the integration')
    .description('resume rotation and alerts of a paused integration')
    .addHelpText('after', '\nExample:\n  $ npx alation-tokens resume tableau\n')
    .action((integration: string, _: unknown, command: Command) =>
      run(command, (session) => resume(session, integration)),
    );
}
