import type { Command } from 'commander';
import { revoke } from '../commands/revoke.ts';
import { rollback } from '../commands/rollback.ts';
import type { RunCommand } from './run-command.ts';
import { timeoutOf, withWaitOptions, type WaitOptions } from './wait-options.ts';

/** The commands for bad days. */
export function emergencyCommands(program: Command, run: RunCommand): void {
  program
    .command('rollback')
    .argument('<integration>', 'name of the integration')
    .description('publish the previous access token again, if it is alive')
    .addHelpText(
      'after',
      '\nMoves AWSCURRENT back to AWSPREVIOUS after asking Alation. With one credential the previous access token is\n' +
        'usually dead, and nothing is changed.\n\nExample:\n  $ npx alation-tokens rollback tableau\n',
    )
    .action((integration: string, _: unknown, command: Command) =>
      run(command, (session) => rollback(session, integration)),
    );

  const revoking = program
    .command('revoke')
    .argument('<integration>', 'name of the integration')
    .description('emergency: revoke all access tokens and publish a new one at once')
    .option('--yes', 'do not ask')
    .addHelpText(
      'after',
      '\nFor an access token that leaked. Asks first. A refresh token that leaked must be replaced and revoked in\n' +
        'Alation besides.\n\nExamples:\n  $ npx alation-tokens revoke tableau\n  $ npx alation-tokens revoke tableau --yes --json\n',
    )
    .action((integration: string, _: unknown, command: Command) => {
      const options = command.opts<WaitOptions & { readonly yes?: boolean }>();
      return run(command, (session) =>
        revoke(session, integration, { yes: options.yes === true, timeoutMs: timeoutOf(options) }),
      );
    });
  withWaitOptions(revoking);
}
