/** A table as lines. */
export interface TableLines {
  /** The header; empty where each row is a block. */
  readonly head: readonly string[];
  /** The lines of each row, in the order of the rows. */
  readonly rows: readonly (readonly string[])[];
}

/**
 * Rows of cells as an aligned table. If the table is wider than the terminal, each row becomes a block with a line per
 * cell: a table that the terminal breaks at its edge is unreadable.
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
