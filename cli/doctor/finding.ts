import { CliError } from '../cli-error.ts';
import { ExitCode } from '../exit-code.ts';

/** `warning`: works, but look at it. `unknown`: could not be looked at. */
export type Verdict = 'ok' | 'warning' | 'problem' | 'unknown';

/** What one check found. No part of it holds a secret. */
export interface Finding {
  readonly about: 'AWS' | 'Alation';
  /** What was looked at, in a word or two. */
  readonly what: string;
  readonly verdict: Verdict;
  readonly says: string;
  /** What to do, if anything. */
  readonly todo: readonly string[];
  /** Of what could not be looked at: whether it may be in a moment. */
  readonly passing?: boolean;
}

/** Makes a finding. */
export function finding(
  about: Finding['about'],
  what: string,
  verdict: Verdict,
  says: string,
  ...todo: readonly string[]
): Finding {
  return { about, what, verdict, says, todo };
}

/** A check that could not be made, as a problem. What is no failure of AWS or Alation is thrown on. */
export function failure(about: Finding['about'], what: string, error: unknown): Finding {
  if (!(error instanceof CliError)) throw error;
  return finding(about, what, 'problem', error.message, ...error.todo);
}

/** Runs a check. One that AWS does not let us make, or does not answer, is unknown; no failure hides another check. */
export async function findings(
  about: Finding['about'],
  what: string,
  check: () => Promise<readonly Finding[]>,
): Promise<readonly Finding[]> {
  try {
    return await check();
  } catch (error) {
    const failed = failure(about, what, error);
    if (!(error instanceof CliError)) return [failed];
    const passing = error.exitCode === ExitCode.notYet;
    const isUnknown = passing || error.code === 'AccessDenied';
    return [isUnknown ? { ...failed, verdict: 'unknown', passing } : failed];
  }
}

/**
 * How a command with these findings ends. What could not be looked at is not well: it ends as every command does that
 * cannot look.
 */
export function exitCodeOf(found: readonly Finding[]): ExitCode {
  const isPerson = found.some(
    ({ verdict, passing }) => verdict === 'problem' || (verdict === 'unknown' && passing !== true),
  );
  if (isPerson) return ExitCode.needsPerson;
  return found.some(({ verdict }) => verdict === 'unknown') ? ExitCode.notYet : ExitCode.done;
}
