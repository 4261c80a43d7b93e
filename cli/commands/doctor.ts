import { usageError } from '../cli-error.ts';
import { checkAlation } from '../doctor/check-alation.ts';
import { checkAws } from '../doctor/check-aws.ts';
import { exitCodeOf, type Finding, type Verdict } from '../doctor/finding.ts';
import { meaningOf } from '../doctor/supersession.ts';
import type { CredentialInputOptions } from '../program/credential-options.ts';
import type { Line, Report } from '../report.ts';
import type { Session } from '../session.ts';
import { hideTyping } from '../terminal/hide-typing.ts';
import { table } from '../terminal/table.ts';
import type { Style } from '../terminal/terminal.ts';
import { commandLine } from '../text/command-line.ts';

/** Options of `doctor`. */
export interface DoctorOptions extends CredentialInputOptions {
  /** Whether to probe an Alation instance, which needs a throw-away credential. */
  readonly alation: boolean;
  /** Whether to check AWS. */
  readonly aws: boolean;
}

/**
 * Finds what keeps rotation from working: in AWS and, with a throw-away credential, in an Alation instance. A failed
 * check does not stop the others.
 *
 * @throws CliError for wrong usage
 */
export async function doctor(session: Session, options: DoctorOptions): Promise<Report> {
  const { terminal, prefix } = session;
  const isProbing = options.alation || options.fromFile !== undefined;
  if (!options.aws && !isProbing) {
    throw usageError(
      'With --no-aws alone there is nothing to check',
      `To check Alation: ${commandLine(prefix, 'doctor', '--no-aws', '--alation')}`,
      `To check AWS: ${commandLine(prefix, 'doctor')}`,
    );
  }
  if (isProbing && terminal.interactive) hideTyping(terminal.stdin);
  // AWS comes first, because the probe needs the deployed interval.
  const aws = options.aws ? await checkAws(session) : undefined;
  const probe = isProbing ? await checkAlation(session, options, aws?.intervalMs) : undefined;
  const found = [...(probe?.findings ?? []), ...(aws?.findings ?? [])];
  const meaning = meaningOf(probe?.supersedes);
  // One cause can fail several checks, so a step may occur several times.
  const todo = new Set(found.filter(({ verdict }) => verdict !== 'ok').flatMap((one) => one.todo));
  const hint = `To check Alation too, with a throw-away refresh token: ${commandLine(prefix, 'doctor', '--alation')}`;
  return {
    exitCode: exitCodeOf(found),
    json: {
      findings: found.map(({ about, what, verdict, says, todo: steps }) => ({
        about,
        what,
        verdict,
        says,
        todo: steps,
      })),
      supersedes: probe?.supersedes ?? null,
      supersededStatus: probe?.supersededStatus ?? null,
      meaning,
    },
    lines: [
      ...findingLines(terminal.columns, found),
      '',
      ...(meaning.length === 0
        ? []
        : ['For consumers this means:', ...meaning.map((line) => `  ${line}`), '']),
      ...(isProbing ? [] : [hint, '']),
      ...(todo.size === 0 ? ['Nothing to do.'] : []),
    ],
    todo: [...todo],
  };
}

const mark: Readonly<Record<Verdict, { readonly word: string; readonly style: Style }>> = {
  ok: { word: 'ok', style: 'green' },
  warning: { word: 'warning', style: 'yellow' },
  problem: { word: 'PROBLEM', style: 'red' },
  unknown: { word: 'unknown', style: 'yellow' },
};

function findingLines(columns: number | undefined, found: readonly Finding[]): readonly Line[] {
  const { head, rows } = table(
    columns,
    ['CHECK', 'VERDICT', 'FINDING'],
    found.map(({ about, what, verdict, says }) => [`${about}: ${what}`, mark[verdict].word, says]),
  );
  const styleOf = (index: number) => mark[found[index]?.verdict ?? 'ok'].style;
  return [
    ...head.map((text): Line => ({ text, style: 'bold' })),
    ...rows.flatMap((row, index) => row.map((text): Line => ({ text, style: styleOf(index) }))),
  ];
}
