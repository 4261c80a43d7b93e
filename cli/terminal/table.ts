import { fill } from './wrap.ts';

/** A table as lines. */
export interface TableLines {
  /** The header; empty where each row is a block. */
  readonly head: readonly string[];
  /** The lines of each row, in the order of the rows. */
  readonly rows: readonly (readonly string[])[];
}

/** A narrower last column is harder to read than a block. */
const NARROWEST = 30;

/**
 * Rows of cells as an aligned table. If the table is wider than the terminal, the texts of its last column get several
 * lines. If there is no room for them, each row becomes a block with a line per cell: a table that the terminal breaks
 * at its edge is unreadable.
 *
 * @param columns width of the terminal; undefined for a file or a pipe, which takes any width
 */
export function table(
  columns: number | undefined,
  header: readonly string[],
  rows: readonly (readonly string[])[],
): TableLines {
  const [head = '', ...lines] = aligned([header, ...rows]);
  if (columns === undefined || [head, ...lines].every((line) => line.length <= columns)) {
    return { head: [head], rows: lines.map((line) => [line]) };
  }
  const last = header.length - 1;
  const left = aligned([header, ...rows].map((row) => [...row.slice(0, last), '']));
  const indent = Math.max(0, ...left.map((line) => line.length)) + 2;
  const texts = rows.map((row) => row[last] ?? '');
  const longestWord = Math.max(...texts.flatMap((text) => text.split(' ')).map((word) => word.length));
  if (columns - indent >= Math.max(NARROWEST, longestWord)) {
    const wrapped = texts.map((text) => fill(text.split(' '), columns - indent, ''));
    return {
      head: [head],
      rows: wrapped.map((parts, index) =>
        parts.map((part, nth) => `${(nth === 0 ? (left[index + 1] ?? '') : '').padEnd(indent)}${part}`),
      ),
    };
  }
  const labels = header.slice(1).map(capitalized);
  return {
    head: [],
    rows: rows.map(([title = '', ...cells], index) => [
      ...(index === 0 ? [] : ['']),
      title,
      ...pairs(cells.map((cell, column) => [labels[column] ?? '', cell])),
    ]),
  };
}

/** Indented `label  value` lines with aligned values. */
export function pairs(entries: readonly (readonly [label: string, value: string])[]): readonly string[] {
  return aligned(entries.map(([label, value]) => [`  ${label}`, value]));
}

/** Rows with aligned cells. The last cell of a row is not padded. */
function aligned(rows: readonly (readonly string[])[]): readonly string[] {
  const widthOf = (column: number) => Math.max(0, ...rows.map((row) => row[column]?.length ?? 0));
  return rows.map((row) =>
    row
      .map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widthOf(column))))
      .join('  ')
      .trimEnd(),
  );
}

/** `ACCESS TOKEN EXPIRES` as `Access token expires`. */
function capitalized(label: string): string {
  return `${label.slice(0, 1)}${label.slice(1).toLowerCase()}`;
}
