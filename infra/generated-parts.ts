import { policiesText } from './policy-text.ts';
import { settingsTable } from './props-table.ts';

/** The generated parts by the name of their markers: `<!-- settings:begin -->` and `:end`. */
const parts: Readonly<Record<string, () => string>> = { settings: settingsTable, iam: policiesText };

/**
 * A page with up-to-date generated parts.
 *
 * @throws Error if a marker is missing
 */
export function withGeneratedParts(page: string): string {
  return Object.entries(parts).reduce((text, [name, render]) => {
    const begin = `<!-- ${name}:begin -->`;
    const end = `<!-- ${name}:end -->`;
    const [before, rest] = split(text, begin);
    const [, after] = split(rest, end);
    return `${before}${begin}\n\n${render()}\n\n${end}${after}`;
  }, page);
}

function split(text: string, marker: string): readonly [string, string] {
  const at = text.indexOf(marker);
  if (at === -1) throw new Error(`The page must contain the marker ${marker}.`);
  return [text.slice(0, at), text.slice(at + marker.length)];
}
