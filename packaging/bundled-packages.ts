import { readFileSync } from 'node:fs';
import type { Metafile } from 'esbuild';
import * as z from 'zod/mini';
import { projectPath } from '../infra/project-path.ts';

const manifestSchema = z.object({ name: z.string(), version: z.string(), license: z.string() });

/** A package whose code is in a bundle. */
export interface BundledPackage extends z.infer<typeof manifestSchema> {
  /** The folder of the package below the root of the project, e.g. `node_modules/zod`. The lock file uses this name. */
  readonly folder: string;
}

/** The packages whose code is in these bundles, sorted by folder. */
export function bundledPackages(metafiles: readonly Metafile[]): readonly BundledPackage[] {
  const folders = metafiles
    .flatMap(({ outputs }) => Object.values(outputs))
    .flatMap(({ inputs }) => Object.entries(inputs))
    .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
    .flatMap(([path]) => packageFolder(path) ?? []);
  return [...new Set(folders)].toSorted().map((folder) => {
    const manifest: unknown = JSON.parse(readFileSync(projectPath(`${folder}/package.json`), 'utf8'));
    return { ...manifestSchema.parse(manifest), folder };
  });
}

function packageFolder(path: string): string | undefined {
  return /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0];
}
