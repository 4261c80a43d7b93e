import { build } from 'esbuild';
import { shares } from './bundle-size.ts';
import type { BundleSize } from './bundle-size.ts';
import { entryPath, esbuildOptions, projectPath } from './bundling.ts';
import type { FunctionEntry } from './bundling.ts';

/** Bundles a function as for deployment into a file, with its source map, and returns its size. */
export async function bundleFunction(entry: FunctionEntry, outfile: string): Promise<BundleSize> {
  const { metafile } = await build({
    ...esbuildOptions,
    entryPoints: [entryPath(entry)],
    outfile,
    absWorkingDir: projectPath('.'),
    metafile: true,
    logLevel: 'warning',
  });
  return shares(metafile);
}
