import { CliError } from '../cli-error.ts';

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

/** Runs a check. One that AWS or Alation does not let us make is a finding, and hides no other. */
export async function findings(
  about: Finding['about'],
  what: string,
  check: () => Promise<readonly Finding[]>,
): Promise<readonly Finding[]> {
  try {
    return await check();
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    const verdict = error.code === 'AccessDenied' || error.exitCode === 3 ? 'unknown' : 'problem';
    return [finding(about, what, verdict, error.message, ...error.todo)];
  }
}
