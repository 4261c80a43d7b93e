import { failureCodeParts } from './failure-codes-text.ts';
import { policiesText } from './policy-text.ts';
import { settingsTable } from './props-table.ts';

/** Writes one part of a page. */
type Part = () => string;

/** The parts that follow from the code, by page and by the name of their markers. */
const parts: Readonly<Record<string, Readonly<Record<string, Part>>>> = {
  'README.md': { settings: settingsTable, iam: policiesText },
  'docs/runbook.md': failureCodeParts,
};

/** The pages that hold generated parts, as paths inside the project. */
export const generatedPages: readonly string[] = Object.keys(parts);

/**
 * A page with its generated parts as they must be. A part stands between the markers `<!-- settings:begin -->` and
 * `<!-- settings:end -->`.
 *
 * @param path of the page inside the project, such as `docs/runbook.md`
 * @throws Error when a marker is missing
 */
export function withGeneratedParts(path: string, page: string): string {
  return Object.entries(parts[path] ?? {}).reduce((text, [name, render]) => {
    const begin = `<!-- ${name}:begin -->`;
    const end = `<!-- ${name}:end -->`;
    const [before, rest] = split(path, text, begin);
    const [, after] = split(path, rest, end);
    return `${before}${begin}\n\n${render()}\n\n${end}${after}`;
  }, page);
}

function split(path: string, text: string, marker: string): readonly [string, string] {
  const at = text.indexOf(marker);
  if (at === -1) throw new Error(`${path} must hold the marker ${marker}.`);
  return [text.slice(0, at), text.slice(at + marker.length)];
}
