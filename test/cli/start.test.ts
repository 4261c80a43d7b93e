import { build } from 'esbuild';
import type { Metafile } from 'esbuild';
import { expect, test } from 'vitest';

/** The packages and own files that are loaded at the start, before the command line is read. */
async function loadedAtStart(): Promise<readonly string[]> {
  const { metafile } = await build({
    bundle: true,
    platform: 'node',
    format: 'esm',
    splitting: true,
    entryPoints: ['cli/main.ts'],
    outdir: 'dist/start',
    write: false,
    metafile: true,
  });
  const loaded = new Set<string>();
  const load = (path: string): void => {
    const output = metafile.outputs[path];
    if (output === undefined || loaded.has(path)) return;
    loaded.add(path);
    for (const one of output.imports) if (one.kind === 'import-statement') load(one.path);
  };
  load('dist/start/main.js');
  return [...loaded].flatMap((path) => inputsOf(metafile, path));
}

function inputsOf({ outputs }: Metafile, path: string): readonly string[] {
  return Object.entries(outputs[path]?.inputs ?? {})
    .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
    .map(([input]) => input);
}

test('at the start the command loads commander, but no AWS client, prompt, schema or file of cli/commands', async () => {
  const inputs = await loadedAtStart();
  const packages = new Set(
    inputs.flatMap((path) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? []),
  );

  expect([...packages].toSorted()).toEqual(['commander', 'yocto-spinner', 'yoctocolors']);
  expect(inputs).toContain('cli/program/create-program.ts');
  expect(inputs.filter((path) => path.startsWith('cli/commands/'))).toEqual([]);
});
