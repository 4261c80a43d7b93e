import { setTimeout as sleep } from 'node:timers/promises';
import { CommanderError, type Command } from 'commander';
import { RotationError } from '../functions/integration/rotation-error.ts';
import { CliError } from './cli-error.ts';
import { ExitCode } from './exit-code.ts';
import { createProgram } from './program/create-program.ts';
import type { GlobalOptions } from './program/global-options.ts';
import { usageProblem } from './program/usage-problem.ts';
import type { Report } from './report.ts';
import { createSession, type Session } from './session.ts';
import { Interrupted } from './terminal/interrupted.ts';
import { isCancelledQuestion } from './terminal/prompts.ts';
import { createTerminal, type Streams } from './terminal/terminal.ts';

/**
 * Runs the command line and returns its exit code. The result goes to standard output; questions, a spinner and errors
 * go to standard error. With `--json` standard output holds one JSON document, also for an error.
 *
 * @param argv arguments after the program's own name
 */
export async function run(argv: readonly string[], streams: Streams): Promise<number> {
  const json = argv.includes('--json');
  let exitCode: number = ExitCode.done;
  const program = createProgram(streams.stdout, streams.stderr, async (command, work) => {
    exitCode = print(streams, json, await work(sessionOf(command, streams, json)));
  });
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError && (error.exitCode === 0 || error.code === 'commander.help')) {
      return error.exitCode === 0 ? ExitCode.done : ExitCode.usage;
    }
    return printError(streams, json, asCliError(error));
  }
}

function sessionOf(command: Command, streams: Streams, json: boolean): Session {
  const { prefix, region, profile } = command.optsWithGlobals<GlobalOptions>();
  return createSession({
    prefix,
    aws: { region, profile },
    terminal: createTerminal(streams, json),
    clock: { now: Date.now, sleep: (ms) => sleep(ms) },
    fetch: globalThis.fetch,
  });
}

function print({ stdout }: Streams, json: boolean, report: Report): number {
  stdout.write(json ? `${JSON.stringify(report.json, undefined, 2)}\n` : `${report.lines.join('\n')}\n`);
  return report.exitCode;
}

function printError(streams: Streams, json: boolean, { code, message, todo, exitCode }: CliError): number {
  if (json) {
    const document = { error: { code, message, todo } };
    streams.stdout.write(`${JSON.stringify(document, undefined, 2)}\n`);
    return exitCode;
  }
  const { stderr } = streams;
  const mark = createTerminal({ ...streams, stdout: stderr }, false).style('red', 'Error:');
  stderr.write(
    `${[`${mark} ${message.replace(/\.?$/, '.')}`, ...todo.map((line) => `  ${line}`)].join('\n')}\n`,
  );
  return exitCode;
}

function cancelled(message: string): CliError {
  return new CliError(message, { code: 'Cancelled', exitCode: ExitCode.cancelled, todo: [] });
}

/** Of what is no error of ours only the class is told: its message may quote a secret. */
function asCliError(error: unknown): CliError {
  if (error instanceof CliError) return error;
  if (error instanceof CommanderError) return usageProblem(error);
  // Nothing is stored or changed before the last question.
  if (isCancelledQuestion(error)) return cancelled('Cancelled at a question; nothing was stored or changed');
  if (error instanceof Interrupted) return cancelled(error.message);
  if (error instanceof RotationError) {
    const { code, message } = error;
    return new CliError(message, {
      code,
      exitCode: ExitCode.needsPerson,
      todo: ['Look with --help whether the command was meant so'],
    });
  }
  const kind = error instanceof Error ? error.name : typeof error;
  return new CliError(`An unexpected ${kind} ended the command; this is a defect`, {
    code: 'Unexpected',
    exitCode: ExitCode.needsPerson,
    todo: [
      'Please report it with the command, without any secret, and the version that --version tells',
      'What was not reported as done may be done or not: look with the command "status"',
    ],
  });
}
