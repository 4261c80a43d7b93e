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
    const isUnknown =
      error instanceof CliError && (error.code === 'AccessDenied' || error.exitCode === ExitCode.notYet);
    return [isUnknown ? { ...failed, verdict: 'unknown' } : failed];
  }
}
