import type { Command } from 'commander';
import type { InitOptions } from '../commands/init.ts';
import type { RunCommand } from './run-command.ts';

const INIT_HELP = `
Run it in the folder of the token rotator, before the first deployment. It asks
for what is not given, and calls neither AWS nor Alation. It changes no settings
that already name an integration.

Examples:
  $ npx alation-tokens init
  $ npx alation-tokens init --host acme.alationcloud.com \\
      --email data-platform@acme.com --integration tableau-lineage=bi-team
`;

/** Adds the command that prepares the first deployment. */
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
}

function appended(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, text];
}
