import { readFile, mkdir, rename, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { build } from 'esbuild';
import { shares } from './bundle-size.ts';
import type { BundleSize } from './bundle-size.ts';
import { entryPath, esbuildOptions } from './bundling.ts';
import { codeFolder, FUNCTION_ENTRIES } from './function-code.ts';
import type { FunctionEntry } from './function-code.ts';
import { projectPath } from './project-path.ts';

/** Bundles a function with its source map, by default to where the construct finds the bundle. Returns its size. */
export async function bundleFunction(
  entry: FunctionEntry,
  outfile = `${codeFolder(entry)}/index.mjs`,
): Promise<BundleSize> {
  const { metafile, outputFiles } = await build({
    ...esbuildOptions,
    entryPoints: [entryPath(entry)],
    outfile,
    absWorkingDir: projectPath('.'),
    metafile: true,
    write: false,
    logLevel: 'warning',
  });
  await Promise.all(outputFiles.map(({ path, contents }) => replaceFile(path, contents)));
  return shares(metafile);
}

/**
 * Replaces a file in one step, and only if its content changes. Otherwise another synthesis at the same time could
 * deploy half a file. The folder is deployed as a whole, so the new file is written beside the folder.
 */
async function replaceFile(path: string, contents: Uint8Array): Promise<void> {
  const present = await readFile(path).catch(() => undefined);
  if (present?.equals(contents) === true) return;
  const folder = dirname(path);
  await mkdir(folder, { recursive: true });
  const written = join(dirname(folder), `.${basename(folder)}-${basename(path)}-${process.pid}`);
  await writeFile(written, contents);
  await rename(written, path);
}

/** Bundles both functions to where the construct finds them. */
export async function bundleFunctions(): Promise<void> {
  await Promise.all(FUNCTION_ENTRIES.map((entry) => bundleFunction(entry)));
}
