import type { Line } from '../report.ts';
import { table } from '../terminal/table.ts';
import type { Style } from '../terminal/terminal.ts';
import type { Finding, Verdict } from './finding.ts';

const mark: Readonly<Record<Verdict, { readonly word: string; readonly style: Style }>> = {
  ok: { word: 'ok', style: 'green' },
  warning: { word: 'warning', style: 'yellow' },
  problem: { word: 'PROBLEM', style: 'red' },
  unknown: { word: 'unknown', style: 'yellow' },
};

/** The findings as a table, for a terminal of this width. */
export function findingLines(columns: number | undefined, found: readonly Finding[]): readonly Line[] {
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

/** A finding in the JSON output. */
export function findingJson({ about, what, verdict, says, todo }: Finding): object {
  return { about, what, verdict, says, todo };
}

/** The steps of the findings without repetitions. Several checks can fail for the same cause. */
export function stepsOf(found: readonly Finding[]): readonly string[] {
  return [...new Set(found.filter(({ verdict }) => verdict !== 'ok').flatMap(({ todo }) => todo))];
}
