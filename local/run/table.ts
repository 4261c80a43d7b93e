import type { IntegrationResult } from './result.ts';

const columns: readonly {
  readonly title: string;
  readonly cell: (result: IntegrationResult) => string;
}[] = [
  { title: 'integration', cell: ({ name }) => name },
  { title: 'rotations', cell: ({ rotations }) => String(rotations) },
  { title: 'consumer reads', cell: ({ consumerReads }) => String(consumerReads) },
  { title: 'failed', cell: ({ consumerFailures }) => String(consumerFailures) },
  { title: 'hours without a live token', cell: ({ hoursWithoutLiveToken }) => String(hoursWithoutLiveToken) },
  { title: 'warned on day (days left)', cell: ({ warnings }) => warningsCell(warnings) },
];

/** The closing table, a line per integration, columns wide enough for their widest cell. */
export function closingTable(results: readonly IntegrationResult[]): string {
  const rows = [
    columns.map(({ title }) => title),
    ...results.map((one) => columns.map(({ cell }) => cell(one))),
  ];
  const widths = columns.map((_, index) => Math.max(...rows.map((row) => row[index]?.length ?? 0)));
  const lines = rows.map((row) =>
    row
      .map((cell, index) => cell.padEnd(widths[index] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  const rule = widths.map((width) => '─'.repeat(width)).join('  ');
  return [lines[0], rule, ...lines.slice(1)].join('\n');
}

function warningsCell(warnings: IntegrationResult['warnings']): string {
  if (warnings.length === 0) return 'none needed';
  return warnings.map(({ day, stage }) => `${day} (${stage === 'expired' ? 'expired' : stage})`).join(', ');
}
