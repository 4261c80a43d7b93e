import { join } from 'node:path';
import { build } from 'esbuild';
import { esbuildOptions } from '../infra/bundling.ts';
import { projectPath } from '../infra/project-path.ts';

/** Bundles a program of the bench like the Lambda functions. */
export async function bundleProgram(source: string, outfile: string): Promise<void> {
  await build({ ...esbuildOptions, entryPoints: [projectPath(source)], outfile, logLevel: 'warning' });
}

/** Bundles the handler's process into this folder. Returns the path of the bundle. */
export async function bundleHandler(folder: string): Promise<string> {
  const outfile = join(folder, 'handler.mjs');
  await bundleProgram('bench/handler/main.ts', outfile);
  return outfile;
}
