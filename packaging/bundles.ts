import { build } from 'esbuild';
import type { BuildOptions, Metafile } from 'esbuild';
import { entryPath, esbuildOptions } from '../infra/bundling.ts';
import { FUNCTION_ENTRIES } from '../infra/function-code.ts';
import { projectPath } from '../infra/project-path.ts';

/** The oldest Node.js that runs the command and the construct. */
export const OLDEST_NODE = '20.19';

const common: BuildOptions = {
  bundle: true,
  platform: 'node',
  target: `node${OLDEST_NODE}`,
  mainFields: ['module', 'main'],
  absWorkingDir: projectPath('.'),
  legalComments: 'none',
  logLevel: 'warning',
  metafile: true,
};

/**
 * Writes the bundles of the package into a folder, in the same folders as in the project: `cli/main.js`,
 * `infra/index.cjs` and `dist/lambda/`.
 *
 * @returns the metafile of each bundle, which lists the content of the bundle
 * @see https://esbuild.github.io/api/#metafile
 */
export async function writeBundles(folder: string): Promise<readonly Metafile[]> {
  const builds: readonly BuildOptions[] = [
    {
      ...common,
      entryPoints: [projectPath('cli/main.ts')],
      outdir: `${folder}/cli`,
      format: 'esm',
      // Splitting lets each command load only the files that it needs.
      splitting: true,
      minify: true,
      // A CommonJS dependency calls `require` for Node's own modules.
      banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
    },
    {
      ...common,
      entryPoints: [projectPath('infra/index.ts')],
      outfile: `${folder}/infra/index.cjs`,
      format: 'cjs',
      // The construct must use the CDK of the app: constructs of two copies of the CDK do not work together.
      external: ['aws-cdk-lib', 'constructs'],
      define: { 'import.meta.url': 'MODULE_URL' },
      banner: { js: 'const MODULE_URL = require("node:url").pathToFileURL(__filename).href;' },
    },
    ...FUNCTION_ENTRIES.map((entry) => ({
      ...common,
      ...esbuildOptions,
      entryPoints: [entryPath(entry)],
      outfile: `${folder}/dist/lambda/${entry}/index.mjs`,
    })),
  ];
  const results = await Promise.all(builds.map((options) => build(options)));
  return results.flatMap(({ metafile }) => metafile ?? []);
}
