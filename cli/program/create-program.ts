import { Command } from 'commander';
import type { Output } from '../terminal/terminal.ts';
import { version } from '../version.ts';
import { credentialCommands } from './credential-commands.ts';
import { emergencyCommands } from './emergency-commands.ts';
import { everydayCommands } from './everyday-commands.ts';
import { observerCommands } from './observer-commands.ts';
import { withGlobalOptions } from './global-options.ts';
import { setupCommands } from './setup-commands.ts';
import type { RunCommand } from './run-command.ts';

const OVERVIEW = `
Before the first deployment:
  $ npx alation-tokens init
Publish the first access token of an integration:
  $ npx alation-tokens onboard tableau
Every day:
  $ npx alation-tokens status
After an alert that a credential expires or was rejected:
  $ npx alation-tokens replace tableau

The command takes no secret as an argument or from the environment. It asks for
refresh tokens, client secrets and passwords without echo, or reads them from
--from-file or standard input.

The command finds AWS credentials, Region and AWS_ENDPOINT_URL like the AWS CLI.

Exit codes:
  0    done; no action is needed
  1    an operator must act; the output says how
  2    wrong usage; nothing was changed
  3    transient failure: try again, or wait for the rotator's next sweep
  130  cancelled

docs/cli.md describes every command.
`;

/** Creates the command line. It runs no command before the call of `parseAsync`. */
export function createProgram(stdout: Output, stderr: Output, run: RunCommand): Command {
  const program = new Command('alation-tokens')
    .description('Manages the integrations of the Alation token rotator.')
    .version(version())
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void stdout.write(text),
      writeErr: (text) => void stderr.write(text),
      // Commander's messages quote the arguments, which may hold a token. `usageProblem` writes the message instead.
      outputError: () => {},
    })
    .addHelpText('after', OVERVIEW);
  withGlobalOptions(program);
  setupCommands(program, run);
  credentialCommands(program, run);
  everydayCommands(program, run);
  emergencyCommands(program, run);
  observerCommands(program, run);
  return program;
}
