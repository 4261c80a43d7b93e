import type { Command } from 'commander';
import type { CreateOptions } from '../commands/create.ts';
import type { InitOptions } from '../commands/init.ts';
import type { RunCommand } from './run-command.ts';

const INIT_HELP = `
Run this command in the folder of the token rotator, before the first
deployment. It asks for what is not given, and calls neither AWS nor Alation. It
changes no settings that already name an integration.

Examples:
  $ npx alation-tokens init
  $ npx alation-tokens init --host acme.alationcloud.com \\
      --email data-platform@acme.com --integration tableau-lineage=bi-team
`;

const CREATE_HELP = `
The rotator finds the new integration by its tags, in the next sweep. The
secrets get the key and the policies of an integration of the stack. A reader
also needs kms:Decrypt on the key in its own IAM policy. A role of another
account needs kms:Decrypt in the key policy too, which only a deployment
changes.

Examples:
  $ npx alation-tokens create tableau --owner bi-team
  $ npx alation-tokens create tableau \\
      --reader arn:aws:iam::111122223333:role/tableau
`;

const OFFBOARD_HELP = `
Schedules both secrets for deletion in 30 days. Until then they can be restored.

Example:
  $ npx alation-tokens offboard tableau
`;

/** Adds the commands that write the first settings, and that create and offboard an integration. */
export function setupCommands(program: Command, run: RunCommand): void {
  program
    .command('init')
    .description('write the settings of the first deployment into cdk.json')
    .option('--host <host>', 'host of Alation; may be repeated', appended)
    .option('--email <address>', 'address that receives alerts; may be repeated', appended)
    .option('--integration <name[=owner]>', 'an integration and its owner; may be repeated', appended)
    .addHelpText('after', INIT_HELP)
    .action((_: unknown, command: Command) => {
      const options = command.opts<InitOptions>();
      return run(command, async (session) => (await import('../commands/init.ts')).init(session, options));
    });

  program
    .command('create')
    .argument('<integration>', 'name of the new integration')
    .description('create the secrets of an integration without a deployment')
    .option('--owner <owner>', 'team or address that receives its alerts')
    .option('--reader <arn>', 'role that may read the access token; may be repeated', appended)
    .addHelpText('after', CREATE_HELP)
    .action((integration: string, _: unknown, command: Command) => {
      const options = command.opts<CreateOptions>();
      return run(command, async (session) =>
        (await import('../commands/create.ts')).create(session, integration, options),
      );
    });

  program
    .command('offboard')
    .argument('<integration>', 'name of the integration')
    .description('schedule the secrets of an integration for deletion')
    .option('--yes', 'delete without asking')
    .addHelpText('after', OFFBOARD_HELP)
    .action((integration: string, _: unknown, command: Command) => {
      const { yes } = command.opts<{ readonly yes?: boolean }>();
      return run(command, async (session) =>
        (await import('../commands/offboard.ts')).offboard(session, integration, { yes: yes === true }),
      );
    });
}

function appended(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, text];
}
