import { setTimeout as sleep } from 'node:timers/promises';
import { CommanderError, type Command } from 'commander';
import { RotationError } from '../functions/integration/rotation-error.ts';
import { cancelledError, CliError } from './cli-error.ts';
import { ExitCode } from './exit-code.ts';
import { printError, printReport } from './print.ts';
import { createProgram } from './program/create-program.ts';
import type { GlobalOptions } from './program/global-options.ts';
import { usageProblem } from './program/usage-problem.ts';
import type { Session } from './session.ts';
import { Interrupted } from './terminal/interrupted.ts';
import { isCancelledQuestion } from './terminal/prompts.ts';
import { createTerminal, type Streams } from './terminal/terminal.ts';
import { ignoredProxy } from './use-proxy.ts';

/**
 * Runs the command line and returns its exit code. The result goes to standard output. Questions, the spinner and
 * errors go to standard error. With `--json` standard output holds one JSON document, even for an error.
 *
 * @param argv arguments after the name of the program
 */
export async function run(argv: readonly string[], streams: Streams): Promise<number> {
  const json = argv.includes('--json');
  let exitCode: number = ExitCode.done;
  const program = createProgram(streams.stdout, streams.stderr, async (command, work) => {
    const report = await work(await sessionOf(command, streams, json));
    printReport(streams, json, report);
    exitCode = report.exitCode;
  });
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError && (error.exitCode === 0 || error.code === 'commander.help')) {
      return error.exitCode === 0 ? ExitCode.done : ExitCode.usage;
    }
    const reported = asCliError(error);
    printError(streams, json, reported);
    return reported.exitCode;
  }
}

async function sessionOf(command: Command, streams: Streams, json: boolean): Promise<Session> {
  const problem = ignoredProxy();
  if (problem !== undefined) throw problem;
  // The AWS clients take most of the time to load, and --help needs none.
  const { createSession } = await import('./session.ts');
  const { prefix, region, profile } = command.optsWithGlobals<GlobalOptions>();
  return createSession({
    prefix,
    aws: { region, profile },
    terminal: createTerminal(streams, json),
    clock: { now: Date.now, sleep: (ms) => sleep(ms) },
    fetch: globalThis.fetch,
  });
}

/** The error to print. It holds only the class of an unknown error, because its message may quote a secret. */
function asCliError(error: unknown): CliError {
  if (error instanceof CliError) return error;
  if (error instanceof CommanderError) return usageProblem(error);
  // A command asks its last question before it stores or changes anything. `several` reports a cancellation between
  // two integrations.
  if (isCancelledQuestion(error)) {
    return cancelledError('Cancelled at a question; nothing was stored or changed');
  }
  if (error instanceof Interrupted) return cancelledError(error.message);
  if (error instanceof RotationError) {
    const { code, message } = error;
    return new CliError(message, {
      code,
      exitCode: ExitCode.needsPerson,
      todo: ['Check the options of the command with --help'],
    });
  }
  const kind = error instanceof Error ? error.name : typeof error;
  return new CliError(`The command ended with an unexpected ${kind}. This is a defect of the command`, {
    code: 'Unexpected',
    exitCode: ExitCode.needsPerson,
    todo: [
      'Check with the command "status" what was stored and published',
      'Report the defect with the command, without any secret, and the output of --version',
    ],
  });
}
