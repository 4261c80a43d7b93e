import pLimit from 'p-limit';
import { cancelledError, CliError } from '../cli-error.ts';
import { ExitCode } from '../exit-code.ts';
import type { Line, Report } from '../report.ts';
import { Interrupted } from '../terminal/interrupted.ts';
import { isCancelledQuestion } from '../terminal/prompts.ts';

/** The result for one integration: its report, or why there is none. */
type Outcome = Report | CliError;

/** How a command works on several integrations. */
export interface SeveralOptions {
  /** The command for one integration. */
  readonly work: (integration: string) => Promise<Report>;
  /** How many integrations the command works on at the same time: one if the command asks questions. */
  readonly concurrency: number;
  /** Whether to show every line of a report, or only the first. */
  readonly showsAllLines: boolean;
}

/**
 * Runs a command for several integrations. A failure for one integration does not stop the others.
 *
 * @throws CliError if the operator cancels; the error names the integrations that are done or have failed
 */
export async function several(
  integrations: readonly string[],
  { work, concurrency, showsAllLines }: SeveralOptions,
): Promise<Report> {
  const outcomes = new Map<string, Outcome>();
  let isCancelled = false;
  const limited = pLimit(concurrency);
  await Promise.all(
    integrations.map((integration) =>
      limited(async () => {
        if (isCancelled) return;
        try {
          outcomes.set(integration, await work(integration));
        } catch (error) {
          if (error instanceof CliError && error.exitCode !== ExitCode.cancelled) {
            outcomes.set(integration, error);
            return;
          }
          const isByOperator =
            error instanceof CliError || error instanceof Interrupted || isCancelledQuestion(error);
          if (!isByOperator || isCancelled) throw error;
          isCancelled = true;
          throw cancelled(integration, error, [...outcomes.keys()]);
        }
      }),
    ),
  );
  const ordered = integrations.map((integration) => [integration, outcomes.get(integration)] as const);
  const done = ordered.flatMap(([integration, outcome]) =>
    outcome === undefined ? [] : [{ integration, outcome }],
  );
  return {
    exitCode: worst(done.map(({ outcome }) => outcome.exitCode)),
    json: {
      integrations: done.map(({ integration, outcome }) =>
        outcome instanceof CliError
          ? {
              integration,
              error: { code: outcome.code, message: outcome.message, todo: outcome.todo },
            }
          : outcome.json,
      ),
    },
    lines: done.flatMap(({ integration, outcome }, index) => [
      ...(showsAllLines && index > 0 ? [''] : []),
      ...linesOf(integration, outcome, showsAllLines),
    ]),
    todo: [...new Set(done.flatMap(({ outcome }) => outcome.todo))],
  };
}

function linesOf(integration: string, outcome: Outcome, showsAllLines: boolean): readonly Line[] {
  if (outcome instanceof CliError) {
    return [{ text: `${integration}: Error: ${outcome.message.replace(/\.?$/, '.')}`, style: 'red' }];
  }
  return showsAllLines ? outcome.lines : outcome.lines.slice(0, 1);
}

function cancelled(integration: string, error: unknown, done: readonly string[]): CliError {
  const what = isCancelledQuestion(error)
    ? 'Cancelled at a question'
    : error instanceof Error
      ? error.message
      : 'Cancelled';
  const before = done.length === 0 ? 'no integration' : done.join(', ');
  return cancelledError(`${integration}: ${what}. Done or failed before: ${before}`);
}

/** A failure that needs an operator outranks a transient failure. */
function worst(codes: readonly ExitCode[]): ExitCode {
  if (codes.some((code) => code === ExitCode.needsPerson || code === ExitCode.usage)) {
    return ExitCode.needsPerson;
  }
  return codes.includes(ExitCode.transient) ? ExitCode.transient : ExitCode.done;
}
