import type { Command } from 'commander';
import { pause, resume } from '../commands/pause.ts';
import { rotate } from '../commands/rotate.ts';
import { status } from '../commands/status.ts';
import { verify } from '../commands/verify.ts';
import { SOON_DAYS } from '../status/todo.ts';
import { wholeNumber } from './durations.ts';
import type { RunCommand } from './run-command.ts';
import { timeoutOf, withWaitOptions, type WaitOptions } from './wait-options.ts';

const STATUS_HELP = `
Reads tags only, never a secret value. Exits 0 when all is well and 1 when something needs a person: an integration that
fails, is rejected, has expired or has no credentials, no integration at all, or a refresh token with fewer than --days days left. Tags do not
hold the settings of the rotator: the next attempt of a fresh integration is computed for the default ones ("about").

Examples:
  $ npx alation-tokens status
  $ npx alation-tokens status tableau
  $ npx alation-tokens status --days 30 --json
`;

/** The commands of every day. */
export function everydayCommands(program: Command, run: RunCommand): void {
  program
    .command('status')
    .argument('[integration]', 'one integration alone')
    .description('show how every integration fares and what to do now')
    .option(
      '--days <number>',
      'days left below which a refresh token needs a person',
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
    .addHelpText(
      'after',
      '\nThe rotator does it, as on a tick; with one credential this kills the access token that consumers hold.\n' +
        '\nExample:\n  $ npx alation-tokens rotate tableau\n',
    )
    .action((integration: string, _: unknown, command: Command) => {
      const options = command.opts<WaitOptions>();
      return run(command, (session) => rotate(session, integration, { timeoutMs: timeoutOf(options) }));
    });
  withWaitOptions(rotating);

  program
    .command('verify')
    .argument('<integration>', 'name of the integration')
    .description('ask Alation whether the published access token is alive')
    .addHelpText(
      'after',
      '\nChanges nothing. Exits 1 when it is dead.\n\nExample:\n  $ npx alation-tokens verify tableau\n',
    )
    .action((integration: string, _: unknown, command: Command) =>
      run(command, (session) => verify(session, integration)),
    );

  program
    .command('pause')
    .argument('<integration>', 'name of the integration')
    .description('stop rotation and warnings of an integration')
    .addHelpText('after', '\nExample:\n  $ npx alation-tokens pause tableau\n')
    .action((integration: string, _: unknown, command: Command) =>
      run(command, (session) => pause(session, integration)),
    );

  program
    .command('resume')
    .argument('<integration>', 'name of the integration')
    .description('let rotation of a paused integration go on')
    .addHelpText('after', '\nExample:\n  $ npx alation-tokens resume tableau\n')
    .action((integration: string, _: unknown, command: Command) =>
      run(command, (session) => resume(session, integration)),
    );
}
