import { bundleFunction } from './bundle-function.ts';
import { MAX_BUNDLE_BYTES } from './bundle-size.ts';
import { FUNCTION_ENTRIES } from './function-code.ts';

let failed = false;
for (const entry of FUNCTION_ENTRIES) {
  const bundle = await bundleFunction(entry);
  console.log(`${entry} ${inKilobytes(bundle.bytes)}, limit ${inKilobytes(MAX_BUNDLE_BYTES)}`);
  for (const { name, bytes } of bundle.shares) {
    console.log(`  ${inKilobytes(bytes).padStart(9)}  ${name}`);
  }
  failed ||= bundle.bytes > MAX_BUNDLE_BYTES;
}

if (failed) {
  console.error(
    `A bundle is larger than ${inKilobytes(MAX_BUNDLE_BYTES)}. Reduce its largest parts, listed above.`,
  );
  process.exitCode = 1;
}

function inKilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(1)} KB`;
}
