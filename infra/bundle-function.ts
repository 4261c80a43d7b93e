import { build } from 'esbuild';
import { shares } from './bundle-size.ts';
import type { BundleSize } from './bundle-size.ts';
import { entryPath, esbuildOptions } from './bundling.ts';
import { codeFolder, FUNCTION_ENTRIES } from './function-code.ts';
import type { FunctionEntry } from './function-code.ts';
import { projectPath } from './project-path.ts';

/** Bundles a function with its source map, by default to where the construct finds it. Returns its size. */
export async function bundleFunction(
  entry: FunctionEntry,
  outfile = `${codeFolder(entry)}/index.mjs`,
): Promise<BundleSize> {
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

/** Bundles both functions to where the construct finds them. */
export async function bundleFunctions(): Promise<void> {
  await Promise.all(FUNCTION_ENTRIES.map((entry) => bundleFunction(entry)));
}
