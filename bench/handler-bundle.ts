import { join } from 'node:path';
import { build } from 'esbuild';
import { esbuildOptions } from '../infra/bundling.ts';
import { projectPath } from '../infra/project-path.ts';

/** Bundles the handler's process like the Lambda functions, into this folder. Returns the path of the bundle. */
export async function bundleHandler(folder: string): Promise<string> {
  const outfile = join(folder, 'handler.mjs');
  await build({
    ...esbuildOptions,
    entryPoints: [projectPath('bench/handler/main.ts')],
    outfile,
    logLevel: 'warning',
  });
  return outfile;
}
