import { failureCodeParts } from './failure-codes-text.ts';
import { policiesText } from './policy-text.ts';
import { settingsSections } from './props-table.ts';
import { tableOfContents } from './table-of-contents.ts';

/** Returns one part of a page, given the page in which the earlier parts are up to date. */
type Part = (page: string) => string;

/** The parts that are generated from the code, by page and by the name of their markers. */
const parts: Readonly<Record<string, Readonly<Record<string, Part>>>> = {
  'docs/settings.md': { settings: settingsSections },
  'docs/access.md': { iam: policiesText },
  'docs/runbook.md': failureCodeParts,
};

/**
 * A page with up-to-date generated parts. A part is between the markers `<!-- settings:begin -->` and
 * `<!-- settings:end -->`. Every page may have a part `contents`.
 *
 * @param path of the page inside the project, such as `docs/settings.md`
 * @throws Error when a marker is missing
 */
export function withGeneratedParts(path: string, page: string): string {
  const ofPage: Record<string, Part> = { ...parts[path] };
  if (page.includes('<!-- contents:')) ofPage['contents'] = tableOfContents;
  return Object.entries(ofPage).reduce((text, [name, render]) => {
    const begin = `<!-- ${name}:begin -->`;
    const end = `<!-- ${name}:end -->`;
    const [before, rest] = split(path, text, begin);
    const [, after] = split(path, rest, end);
    return `${before}${begin}\n\n${render(text)}\n\n${end}${after}`;
  }, page);
}

function split(path: string, text: string, marker: string): readonly [string, string] {
  const at = text.indexOf(marker);
  if (at === -1) throw new Error(`${path} must contain the marker ${marker}.`);
  return [text.slice(0, at), text.slice(at + marker.length)];
}
