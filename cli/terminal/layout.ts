import { table } from './table.ts';

/** Rows of cells as lines. */
export interface Layout {
  /** Lines above all rows. */
  readonly head: readonly string[];
  /** The lines of each row, in their order. */
  readonly rows: readonly (readonly string[])[];
}

/**
 * A table where it fits, and otherwise a block for each row: a table that a terminal breaks at its edge cannot be read.
 *
 * @param columns of the terminal; undefined for a file or a pipe, which takes a table of any width
 */
export function layout(
  columns: number | undefined,
  header: readonly string[],
  rows: readonly (readonly string[])[],
): Layout {
  const [head = '', ...lines] = table(header, rows);
  if (columns === undefined || [head, ...lines].every((line) => line.length <= columns)) {
    return { head: [head], rows: lines.map((line) => [line]) };
  }
  return {
    head: [],
    rows: rows.map((row, index) => [...(index === 0 ? [] : ['']), ...block(columns, header, row)]),
  };
}

/** The first cell, and under it each other one beside its label, or on a line of its own where it is too long for that. */
function block(columns: number, header: readonly string[], row: readonly string[]): readonly string[] {
  const [title = '', ...cells] = row;
  const labels = header.slice(1).map(capitalized);
  const width = Math.max(0, ...labels.map((label) => label.length));
  return [
    title,
    ...cells.flatMap((cell, index) => {
      const label = labels[index] ?? '';
      const line = `  ${label.padEnd(width)}  ${cell}`;
      return line.length <= columns ? [line] : [`  ${label}`, `    ${cell}`];
    }),
  ];
}

/** `ACCESS TOKEN EXPIRES` as `Access token expires`. */
function capitalized(label: string): string {
  return `${label.slice(0, 1)}${label.slice(1).toLowerCase()}`;
}
