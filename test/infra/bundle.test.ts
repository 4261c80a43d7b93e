import { globSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { build } from 'esbuild';
import { expect, test } from 'vitest';
import { bundleFunction } from '../../infra/bundle-function.ts';
import { entryPath, esbuildOptions } from '../../infra/bundling.ts';
import { MAX_BUNDLE_BYTES, shares } from '../../infra/bundle-size.ts';
import { FUNCTION_ENTRIES } from '../../infra/function-code.ts';
import { projectPath } from '../../infra/project-path.ts';
import { TokenRotatorStack } from '../../infra/token-rotator-stack.ts';
import { MINIMAL } from './synth.ts';

test('the measured bundles are the deployed bundles, and no bundle is too large', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'bundle-'));
  try {
    const app = new App({ outdir: folder });
    new TokenRotatorStack(app, 'Test', MINIMAL);
    app.synth();
    const deployed = new Set(
      globSync(join(folder, 'asset.*', 'index.mjs')).map((path) => readFileSync(path, 'utf8')),
    );

    for (const entry of FUNCTION_ENTRIES) {
      const { outputFiles } = await build({
        ...esbuildOptions,
        entryPoints: [entryPath(entry)],
        outfile: 'index.mjs',
        write: false,
      });
      const code = outputFiles.find(({ path }) => path.endsWith('index.mjs'));
      expect(deployed.has(code?.text ?? '')).toBe(true);
      expect(code?.contents.length).toBeLessThanOrEqual(MAX_BUNDLE_BYTES);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('a synthesis at the same time never reads half a bundle: a bundle is replaced in one step, and only if it changes', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'bundle-'));
  try {
    const outfile = join(folder, 'warner', 'index.mjs');
    const built = async () => {
      await bundleFunction('warner', outfile);
      const { ino, mtimeNs } = statSync(outfile, { bigint: true });
      return { ino, mtimeNs, text: readFileSync(outfile, 'utf8') };
    };
    const first = await built();
    expect(await built()).toEqual(first);

    writeFileSync(outfile, first.text.slice(0, 1_000));
    const replaced = await built();
    expect(replaced.text).toBe(first.text);
    // Another file, so that a reader that opened the old file does not see the change.
    expect(replaced.ino).not.toBe(first.ino);
    expect(globSync(join(folder, '{,.}*')).map((path) => path.slice(folder.length))).toEqual(['/warner']);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('a bundle with an SDK client contains no credential providers', async () => {
  const { metafile } = await build({
    ...esbuildOptions,
    stdin: { contents: "export { SNSClient } from '@aws-sdk/client-sns'", resolveDir: '.' },
    outfile: 'index.mjs',
    write: false,
    metafile: true,
  });
  const names = shares(metafile).shares.map(({ name }) => name);

  expect(names).toContain('@aws-sdk/client-sns');
  expect(names.filter((name) => name.includes('credential-provider'))).toEqual([]);
});

test('a bundle with an SDK client does not contain the address of the instance metadata', async () => {
  const contents = "export { SNSClient } from '@aws-sdk/client-sns'";
  const stdin = { contents, resolveDir: projectPath('.') };
  const bundle = { ...esbuildOptions, outfile: 'index.mjs', write: false } as const;
  const own = await build({ ...bundle, stdin });
  const withoutPlugins = await build({ ...bundle, stdin, plugins: [] });
  const texts = ({ outputFiles }: typeof own) => outputFiles.map(({ text }) => text).join('');

  expect(texts(withoutPlugins)).toContain('169.254.169.254');
  expect(texts(own)).not.toContain('169.254.169.254');
});

test('the bundles contain no codec of event streams', async () => {
  for (const entry of FUNCTION_ENTRIES) {
    const { metafile } = await build({
      ...esbuildOptions,
      entryPoints: [entryPath(entry)],
      outfile: 'index.mjs',
      write: false,
      metafile: true,
    });
    expect(Object.keys(metafile.inputs).filter((path) => /event-?stream/i.test(path))).toEqual([
      'functions/aws/lambda-event-streams.ts',
    ]);
  }
});

test.each([
  { client: 'secrets-manager', streams: false },
  { client: 'sns', streams: false },
  { client: 'eventbridge', streams: false },
  // The functions do not use this client. Its event stream shows that the check works.
  { client: 'lambda', streams: true },
])('an operation of the $client client has an event stream: $streams', ({ client, streams }) => {
  const folder = join(projectPath('node_modules/@aws-sdk'), `client-${client}`, 'dist-es/schemas');
  const schemas = globSync(join(folder, '*.js')).map((path) => readFileSync(path, 'utf8'));
  expect(schemas).not.toEqual([]);
  expect(schemas.some((text) => text.includes('"streaming"'))).toBe(streams);
});

test('the size of a bundle is listed by package, largest first', () => {
  const output = { imports: [], exports: [], entryPoint: 'functions/rotator.ts' };
  const metafile = {
    inputs: {},
    outputs: {
      'dist/index.mjs': {
        ...output,
        bytes: 1100,
        inputs: {
          'functions/rotator.ts': { bytesInOutput: 100 },
          'functions/rotation/decide.ts': { bytesInOutput: 50 },
          'node_modules/zod/mini/index.js': { bytesInOutput: 300 },
          'node_modules/a/node_modules/@aws-sdk/core/index.js': { bytesInOutput: 500 },
          'node_modules/tslib/tslib.js': { bytesInOutput: 0 },
        },
      },
      'dist/index.mjs.map': { ...output, bytes: 9000, inputs: {} },
    },
  };

  expect(shares(metafile)).toEqual({
    bytes: 1100,
    shares: [
      { name: '@aws-sdk/core', bytes: 500 },
      { name: 'zod', bytes: 300 },
      { name: 'functions', bytes: 150 },
    ],
  });
});
