import { join } from 'node:path';
import { build } from 'esbuild';
import { esbuildOptions, projectPath } from '../infra/bundling.ts';

/** Bundles the handler's process just as the Lambda functions are bundled, into a folder; returns its path. */
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
