import { cpSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { projectPath } from '../infra/project-path.ts';
import { bundledPackages } from './bundled-packages.ts';
import type { BundledPackage } from './bundled-packages.ts';
import { writeBundles } from './bundles.ts';
import { writeDeclarations } from './declarations.ts';
import { licenceTexts } from './licences.ts';
import { packageManifest } from './manifest.ts';

/** Files that are copied into the package unchanged. */
const COPIED = [
  'LICENSE',
  'README.md',
  'CHANGELOG.md',
  'SECURITY.md',
  'docs/*.{md,json}',
  'docs/{pictures,snippets}/*',
];

/**
 * Writes the package into a folder: the command, the construct with its declarations, both Lambda functions, the
 * documents, and the licence texts of the bundled packages. Deletes the old content of the folder. Returns the bundled
 * packages.
 */
export async function writePackage(folder: string): Promise<readonly BundledPackage[]> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const file of globSync(COPIED, { cwd: projectPath('.') })) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    cpSync(projectPath(file), join(folder, file));
  }
  const manifest: unknown = JSON.parse(readFileSync(projectPath('package.json'), 'utf8'));
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(packageManifest(manifest), undefined, 2)}\n`);

  const packages = bundledPackages(await writeBundles(folder));
  writeFileSync(join(folder, 'THIRD-PARTY-LICENSES.txt'), licenceTexts(packages));
  writeDeclarations(folder);
  return packages;
}
