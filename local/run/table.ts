import type { IntegrationResult } from './result.ts';

/** Fits into terminals and into the README. */
const WIDTH = 100;
const GAP = '  ';

const columns: readonly {
  readonly title: string;
  readonly cell: (result: IntegrationResult) => string;
}[] = [
  { title: 'integration', cell: ({ name }) => name },
  { title: 'rotations', cell: ({ rotations }) => String(rotations) },
  { title: 'reads', cell: ({ consumerReads }) => String(consumerReads) },
  { title: 'failed', cell: ({ consumerFailures }) => String(consumerFailures) },
  { title: 'inactive h', cell: ({ hoursWithoutLiveToken }) => String(hoursWithoutLiveToken) },
];

const WARNINGS = 'warned on day (days left)';

/**
 * The closing table: columns wide enough for their widest cell, and warnings on as many lines as they take. Inactive h
 * counts the hours in which the published access token was not active.
 */
export function closingTable(results: readonly IntegrationResult[]): string {
  const rows = [
    columns.map(({ title }) => title),
    ...results.map((one) => columns.map(({ cell }) => cell(one))),
  ];
  const widths = columns.map((_, index) => Math.max(...rows.map((row) => row[index]?.length ?? 0)));
  const left = rows.map((row) => row.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join(GAP));
  const room = WIDTH - (left[0]?.length ?? 0) - GAP.length;
  const right = [[WARNINGS], ...results.map(({ warnings }) => warningLines(warnings, room))];

  const lines = left.map((cells, index) =>
    (right[index] ?? [])
      .map((line, nth) => `${nth === 0 ? cells : ' '.repeat(cells.length)}${GAP}${line}`)
      .join('\n'),
  );
  const rightWidth = Math.max(...right.flat().map((line) => line.length));
  const rule = [...widths, rightWidth].map((width) => '─'.repeat(width)).join(GAP);
  return [lines[0], rule, ...lines.slice(1)].join('\n');
}

/** Day and stage of each warning, on lines of at most `room` characters. */
function warningLines(warnings: IntegrationResult['warnings'], room: number): readonly string[] {
  if (warnings.length === 0) return ['none needed'];
  const lines: string[] = [];
  for (const [index, { day, stage }] of warnings.entries()) {
    const text = `${day} (${stage})${index < warnings.length - 1 ? ',' : ''}`;
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + text.length > room) lines.push(text);
    else lines[lines.length - 1] = `${last} ${text}`;
  }
  return lines;
}
