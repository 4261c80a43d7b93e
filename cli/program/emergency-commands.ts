import type { Command } from 'commander';
import type { RunCommand } from './run-command.ts';
import { timeoutOf, withWaitOptions, type WaitOptions } from './wait-options.ts';

const ROLLBACK_HELP = `
Verifies the access token under AWSPREVIOUS with Alation. If this access token
is active, moves AWSCURRENT back to it. With one credential the previous access
token is usually inactive; the command then changes nothing.

Example:
  $ npx alation-tokens rollback tableau
`;

const REVOKE_HELP = `
For a leaked access token. Asks before it revokes. If a refresh token or client
secret leaked, also replace it and revoke it in Alation.

Examples:
  $ npx alation-tokens revoke tableau
  $ npx alation-tokens revoke tableau --yes --json
`;

/** Adds the commands for emergencies. */
export function emergencyCommands(program: Command, run: RunCommand): void {
  program
    .command('rollback')
    .argument('<integration>', 'name of the integration')
    .description('publish the previous access token again, if it is active')
    .addHelpText('after', ROLLBACK_HELP)
    .action((integration: string, _: unknown, command: Command) =>
      run(command, async (session) =>
        (await import('../commands/rollback.ts')).rollback(session, integration),
      ),
    );

  const revoking = program
    .command('revoke')
    .argument('<integration>', 'name of the integration')
    .description('emergency: revoke all access tokens and publish a new access token')
    .option('--yes', 'revoke without asking')
    .addHelpText('after', REVOKE_HELP)
    .action((integration: string, _: unknown, command: Command) => {
      const options = command.opts<WaitOptions & { readonly yes?: boolean }>();
      return run(command, async (session) =>
        (await import('../commands/revoke.ts')).revoke(session, integration, {
          yes: options.yes === true,
          timeoutMs: timeoutOf(options),
        }),
      );
    });
  withWaitOptions(revoking);
}
