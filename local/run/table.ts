import type { IntegrationResult } from './result.ts';

const GAP = '  ';

const columns: readonly {
  readonly title: string;
  readonly cell: (result: IntegrationResult) => string;
}[] = [
  { title: 'integration', cell: ({ name }) => name },
  { title: 'rotations', cell: ({ rotations }) => String(rotations) },
  { title: 'reads', cell: ({ consumerReads }) => String(consumerReads) },
  { title: 'failed', cell: ({ consumerFailures }) => String(consumerFailures) },
  { title: 'downtime', cell: ({ hoursWithoutActiveToken }) => `${hoursWithoutActiveToken} h` },
];

const WARNINGS = 'warnings: day (days left)';

/**
 * The closing table, at most `width` characters wide. Downtime is the time in which the published access token was
 * inactive.
 */
export function closingTable(results: readonly IntegrationResult[], width: number): string {
  const rows = [
    columns.map(({ title }) => title),
    ...results.map((one) => columns.map(({ cell }) => cell(one))),
  ];
  const widths = columns.map((_, index) => Math.max(...rows.map((row) => row[index]?.length ?? 0)));
  const left = rows.map((row) => row.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join(GAP));
  const room = width - (left[0]?.length ?? 0) - GAP.length;
  const right = [[WARNINGS], ...results.map(({ warnings }) => warningLines(warnings, room))];

  const lines = left.map((cells, index) =>
    (right[index] ?? [])
      .map((line, nth) => `${nth === 0 ? cells : ' '.repeat(cells.length)}${GAP}${line}`)
      .join('\n'),
  );
  const rightWidth = Math.max(...right.flat().map((line) => line.length));
  const rule = [...widths, rightWidth].map((length) => '─'.repeat(length)).join(GAP);
  return [lines[0], rule, ...lines.slice(1)].join('\n');
}

/** Day and stage of each warning, on lines of at most `room` characters. */
function warningLines(warnings: IntegrationResult['warnings'], room: number): readonly string[] {
  if (warnings.length === 0) return ['none'];
  const lines: string[] = [];
  for (const [index, { day, stage }] of warnings.entries()) {
    const text = `${day} (${stage})${index < warnings.length - 1 ? ',' : ''}`;
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + text.length > room) lines.push(text);
    else lines[lines.length - 1] = `${last} ${text}`;
  }
  return lines;
}
