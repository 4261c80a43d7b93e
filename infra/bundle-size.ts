import type { Metafile } from 'esbuild';

/** What a function's minified code may weigh: more costs cold start, and mostly means a dependency too many. */
export const MAX_BUNDLE_BYTES = 300_000;

/** A bundle's minified size and what each dependency adds to it, largest first; source maps are not counted. */
export interface BundleSize {
  readonly bytes: number;
  readonly shares: readonly { readonly name: string; readonly bytes: number }[];
}

/**
 * Sums esbuild's metafile up by npm package; `functions` stands for the project's own code.
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
