import { CliError } from '../cli-error.ts';
import { ExitCode } from '../exit-code.ts';

/** The step that repairs a missing or disabled part of the stack. */
export const DEPLOY = 'Deploy again (npx cdk deploy): this restores what is missing and changes no secret';

/** `warning`: works, but an operator should check it. `unknown`: could not be checked. */
export type Verdict = 'ok' | 'warning' | 'problem' | 'unknown';

/** Result of one check. It holds no secret. */
export interface Finding {
  readonly about: 'AWS' | 'Alation';
  /** Subject of the check, in a word or two. */
  readonly what: string;
  readonly verdict: Verdict;
  readonly says: string;
  /** Steps to take. */
  readonly todo: readonly string[];
  /** Whether an `unknown` is due to a transient failure. */
  readonly transient?: boolean;
}

/** Creates a finding. */
export function finding(
  about: Finding['about'],
  what: string,
  verdict: Verdict,
  says: string,
  ...todo: readonly string[]
): Finding {
  return { about, what, verdict, says, todo };
}

/** The finding for a check that failed with a `CliError`. Any other error is thrown again. */
export function failure(about: Finding['about'], what: string, error: unknown): Finding {
  if (!(error instanceof CliError)) throw error;
  return finding(about, what, 'problem', error.message, ...error.todo);
}

/**
 * Runs a check. Without the permission for it, or after a transient failure, its verdict is `unknown`. Other checks are
 * not affected.
 */
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
    const transient = error.exitCode === ExitCode.transient;
    const isUnknown = transient || error.code === 'AccessDenied';
    return [isUnknown ? { ...failed, verdict: 'unknown', transient } : failed];
  }
}

/** Exit code for these findings. A verdict `unknown` is not a success. */
export function exitCodeOf(found: readonly Finding[]): ExitCode {
  const needsPerson = found.some(
    ({ verdict, transient }) => verdict === 'problem' || (verdict === 'unknown' && transient !== true),
  );
  if (needsPerson) return ExitCode.needsPerson;
  return found.some(({ verdict }) => verdict === 'unknown') ? ExitCode.transient : ExitCode.done;
}
