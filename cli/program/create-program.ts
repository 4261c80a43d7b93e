import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import * as z from 'zod/mini';
import type { Output } from '../terminal/terminal.ts';
import { credentialCommands } from './credential-commands.ts';
import { emergencyCommands } from './emergency-commands.ts';
import { everydayCommands } from './everyday-commands.ts';
import { observerCommands } from './observer-commands.ts';
import { withGlobalOptions } from './global-options.ts';
import type { RunCommand } from './run-command.ts';

const OVERVIEW = `
From nothing to a fresh access token:
  $ npx alation-tokens onboard tableau
Every day after:
  $ npx alation-tokens status
  $ npx alation-tokens replace tableau

Refresh tokens, client secrets and passwords are never taken as arguments or from the environment: they are asked for
without echo, or read from --from-file or standard input.

AWS credentials, Region and AWS_ENDPOINT_URL are found as by every AWS tool.

Exit codes: 0 done and well, 1 something needs a person, 2 called wrongly, 3 a passing trouble: try again,
130 cancelled. All commands: docs/cli.md
`;

/** Makes the command line. Nothing is read or sent before it is parsed. */
export function createProgram(stdout: Output, stderr: Output, run: RunCommand): Command {
  const program = new Command('alation-tokens')
    .description('Onboards, watches and mends the integrations of the Alation token rotator.')
    .version(version())
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void stdout.write(text),
      writeErr: (text) => void stderr.write(text),
      // Its messages quote what was typed, which may be a token: `usageProblem` writes its own.
      outputError: () => {},
    })
    .addHelpText('after', OVERVIEW);
  withGlobalOptions(program);
  credentialCommands(program, run);
  everydayCommands(program, run);
  emergencyCommands(program, run);
  observerCommands(program, run);
  return program;
}

const manifest = z.object({ version: z.string() });

function version(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return manifest.parse(JSON.parse(text)).version;
}
