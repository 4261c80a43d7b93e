import type { CliError } from './cli-error.ts';
import { ExitCode } from './exit-code.ts';
import type { Line, Report } from './report.ts';
import { columnsOf, styled, type Output, type Streams } from './terminal/terminal.ts';
import { COMMAND, wrap } from './terminal/wrap.ts';

/** Heading of the steps to take, of reports and errors alike. */
export const WHAT_TO_DO = 'What to do:';

/** Prints the result of a command on standard output. */
export function printReport(
  { stdout }: Streams,
  json: boolean,
  { json: document, lines, todo }: Report,
): void {
  if (json) return printJson(stdout, document);
  printLines(stdout, wrapped(stdout, [...lines, ...todoBlock(todo)]));
}

/** Prints an error: as text on standard error, with `--json` as one document on standard output. */
export function printError({ stdout, stderr }: Streams, json: boolean, error: CliError): void {
  const { code, message, todo, exitCode } = error;
  if (json) return printJson(stdout, { error: { code, message, todo } });
  // A full stop after a command would be copied with it.
  const sentence = COMMAND.test(message) ? message : message.replace(/\.?$/, '.');
  // A cancellation is not an error.
  const label = exitCode === ExitCode.cancelled ? '' : 'Error:';
  const [first = '', ...rest] = wrap(`${label} ${sentence}`.trimStart(), columnsOf(stderr));
  const head = `${label && styled(stderr, 'red', label)}${first.slice(label.length)}`;
  printLines(stderr, [head, ...rest, ...wrapped(stderr, todoBlock(todo))]);
}

function todoBlock(todo: readonly string[]): readonly Line[] {
  if (todo.length === 0) return [];
  return [{ text: WHAT_TO_DO, style: 'bold' }, ...todo.map((step) => `  ${step}`)];
}

/** Lines that fit the stream, in their styles. */
function wrapped(stream: Output, lines: readonly Line[]): readonly string[] {
  const columns = columnsOf(stream);
  return lines.flatMap((line) => {
    if (typeof line === 'string') return wrap(line, columns);
    return wrap(line.text, columns).map((part) => styled(stream, line.style, part));
  });
}

function printLines(stream: Output, lines: readonly string[]): void {
  stream.write(`${lines.join('\n')}\n`);
}

function printJson(stdout: Output, document: unknown): void {
  stdout.write(`${JSON.stringify(document, undefined, 2)}\n`);
}
