import { globSync, readFileSync } from 'node:fs';
import { projectPath } from '../infra/project-path.ts';
import type { BundledPackage } from './bundled-packages.ts';

/** Licences that allow a package to be bundled if the bundle comes with the licence text. */
const ALLOWED = new Set(['MIT', 'Apache-2.0', 'ISC', '0BSD']);

/**
 * The licence texts of the bundled packages, which their licences require. Packages with the same text share it.
 *
 * @throws Error for a package with another licence
 */
export function licenceTexts(packages: readonly BundledPackage[]): string {
  const byText = new Map<string, string[]>();
  for (const { name, version, license, folder } of packages) {
    if (!ALLOWED.has(license)) {
      throw new Error(
        `${name} has the licence ${license}, allowed: ${[...ALLOWED].join(', ')}. Bundle another package.`,
      );
    }
    const text = textIn(folder) ?? `${noticeIn(folder)}${standardText(packages, license)}`;
    byText.set(text, [...(byText.get(text) ?? []), `${name} ${version} (${license})`]);
  }
  return [...byText]
    .map(([text, names]) => `${names.join('\n')}\n\n${text}\n`)
    .join(`\n${'-'.repeat(78)}\n\n`);
}

function textIn(folder: string): string | undefined {
  const [file] = globSync(`${folder}/{LICENSE,LICENCE,License,license}*`, {
    cwd: projectPath('.'),
  }).toSorted();
  return file && readFileSync(projectPath(file), 'utf8').replaceAll('\r\n', '\n').trim();
}

/** The section about the licence in the README of a package without a licence text. This section names the authors. */
function noticeIn(folder: string): string {
  const readme = readFileSync(projectPath(`${folder}/README.md`), 'utf8');
  const section = /^## Licen[cs]e\n([\s\S]*?)(?=^## |$(?![\s\S]))/m.exec(readme)?.[1]?.trim();
  return section === undefined ? '' : `${section}\n\n`;
}

/** The text of a licence from another bundled package, without the names of the authors of that package. */
function standardText(packages: readonly BundledPackage[], license: string): string {
  const text = packages
    .filter((one) => one.license === license)
    .flatMap(({ folder }) => textIn(folder) ?? [])[0];
  if (text === undefined) throw new Error(`No bundled package has the text of the licence ${license}.`);
  return text.replaceAll(/^copyright .*\n/gim, '').trim();
}
