import type { Metafile } from 'esbuild';

/**
 * Limit for the minified code of a function. More code slows cold starts and usually means an unnecessary dependency. Two
 * thirds of the rotator's bundle are dependencies: the clients of the AWS SDK, zod and jose.
 */
export const MAX_BUNDLE_BYTES = 330_000;

/** The minified size of a bundle and the share of each dependency, largest first, without source maps. */
export interface BundleSize {
  readonly bytes: number;
  readonly shares: readonly { readonly name: string; readonly bytes: number }[];
}

/**
 * Adds up the sizes in esbuild's metafile by npm package. `functions` is the project's own code.
 *
 * @see https://esbuild.github.io/api/#metafile
 */
export function shares(metafile: Metafile): BundleSize {
  const outputs = Object.entries(metafile.outputs).filter(([path]) => !path.endsWith('.map'));
  const byName = new Map<string, number>();
  for (const [, output] of outputs) {
    for (const [path, { bytesInOutput }] of Object.entries(output.inputs)) {
      const name = packageOf(path);
      byName.set(name, (byName.get(name) ?? 0) + bytesInOutput);
    }
  }
  return {
    bytes: outputs.reduce((sum, [, output]) => sum + output.bytes, 0),
    shares: [...byName]
      .map(([name, bytes]) => ({ name, bytes }))
      .filter(({ bytes }) => bytes > 0)
      .sort((a, b) => b.bytes - a.bytes),
  };
}

function packageOf(path: string): string {
  const [, inPackage] = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path) ?? [];
  return inPackage ?? 'functions';
}
