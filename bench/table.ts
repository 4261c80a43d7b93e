import type { Latency } from './latency.ts';
import type { Requirement } from './requirements.ts';

/** A table in Markdown; the first row is its head. */
export function table(rows: readonly (readonly string[])[]): string {
  const [head = [], ...body] = rows;
  return [head, head.map((_, column) => (column === 0 ? '---' : '---:')), ...body]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}

export const text = (value: number) => value.toLocaleString('en');
export const number = (value: number) => value.toLocaleString('en', { maximumFractionDigits: 3 });
export const seconds = (value: number) => `${value.toLocaleString('en', { maximumFractionDigits: 1 })} s`;
export const ms = (value: number) => `${value.toFixed(1)} ms`;
export const kilobytes = (bytes: number) => (bytes / 1_000).toFixed(1);
export const dollars = (value: number) =>
  `$${value.toLocaleString('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;

/** The median and the 99th percentile of a latency. */
export const range = ({ p50, p99 }: Latency) => `${text(p50)} ms (p99 ${text(p99)} ms)`;

/** The requirements with what was measured. */
export function requirementsTable(checked: readonly Requirement[]): string {
  return table([
    ['', 'limit', 'measured', ''],
    ...checked.map(({ name, limit, measured, isMet }) => [
      name,
      limit,
      number(measured),
      isMet ? 'met' : 'NOT MET',
    ]),
  ]);
}
