import { build } from 'esbuild';
import { entryPath, esbuildOptions, FUNCTION_ENTRIES, projectPath } from './bundling.ts';
import { MAX_BUNDLE_BYTES, shares } from './bundle-size.ts';

let failed = false;
for (const entry of FUNCTION_ENTRIES) {
  const { metafile } = await build({
    ...esbuildOptions,
    entryPoints: [entryPath(entry)],
    outfile: projectPath(`dist/${entry}/index.mjs`),
    absWorkingDir: projectPath('.'),
    metafile: true,
    logLevel: 'warning',
  });
  const bundle = shares(metafile);
  console.log(`${entry} ${inKilobytes(bundle.bytes)}, at most ${inKilobytes(MAX_BUNDLE_BYTES)}`);
  for (const { name, bytes } of bundle.shares) {
    console.log(`  ${inKilobytes(bytes).padStart(9)}  ${name}`);
  }
  failed ||= bundle.bytes > MAX_BUNDLE_BYTES;
}

if (failed) {
  console.error(`a bundle is larger than ${inKilobytes(MAX_BUNDLE_BYTES)}: look at the largest share above`);
  process.exitCode = 1;
}

function inKilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(1)} KB`;
}
