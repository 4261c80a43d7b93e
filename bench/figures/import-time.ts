import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import * as z from 'zod/mini';
import { deployedEnvironment } from '../environment.ts';
import { bundleFunction } from '../../infra/bundle-function.ts';
import type { BundleSize } from '../../infra/bundle-size.ts';
import { FUNCTION_ENTRIES } from '../../infra/function-code.ts';
import type { FunctionEntry } from '../../infra/function-code.ts';
import { projectPath } from '../../infra/project-path.ts';
import { median } from './statistics.ts';

const RUNS = 60;

/** The size of a function's bundle, and how long Node takes to import it. */
export interface BundleFigures extends BundleSize {
  readonly entry: FunctionEntry;
  /** Median of 60 imports, each in a new process, in ms. */
  readonly importMs: number;
  /** Median CPU time of these imports, all threads together, in ms. */
  readonly importCpuMs: number;
  /**
   * `importCpuMs`, divided by the CPU time of the import of a plain bundle with the client of Secrets Manager. Both bundles
   * are measured alternately, so the ratio does not depend on the machine or on its load.
   */
  readonly importRatio: number;
}

interface ImportTime {
  readonly wallMs: number;
  readonly cpuMs: number;
}

/** Imports the module whose URL is the first argument, and prints the ms of real and of CPU time. */
const STOPWATCH =
  'const cpu = process.cpuUsage(), from = performance.now();' +
  'await import(process.argv[1]);' +
  'const wallMs = performance.now() - from, { user, system } = process.cpuUsage(cpu);' +
  'process.stdout.write(JSON.stringify({ wallMs, cpuMs: (user + system) / 1000 }));' +
  'process.exit(0);';

const importTimeSchema = z.object({ wallMs: z.number(), cpuMs: z.number() });

/** Bundles the functions as they are deployed, and measures their import, which every cold start needs. */
export async function bundleFigures(): Promise<readonly BundleFigures[]> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-bundles-'));
  try {
    const plain = await bundlePlainClient(folder);
    const figures: BundleFigures[] = [];
    for (const entry of FUNCTION_ENTRIES) {
      const outfile = join(folder, entry, 'index.mjs');
      const size = await bundleFunction(entry, outfile);
      const times: { readonly own: ImportTime; readonly plain: ImportTime }[] = [];
      for (let run = 0; run < RUNS; run++) {
        times.push({ own: await importTime(outfile), plain: await importTime(plain) });
      }
      const importCpuMs = median(times.map(({ own }) => own.cpuMs));
      figures.push({
        entry,
        ...size,
        importMs: median(times.map(({ own }) => own.wallMs)),
        importCpuMs,
        importRatio: importCpuMs / median(times.map((time) => time.plain.cpuMs)),
      });
    }
    return figures;
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The smallest function with the same SDK, bundled with `minify` and the options that Node.js needs. */
async function bundlePlainClient(folder: string): Promise<string> {
  const outfile = join(folder, 'plain.mjs');
  await build({
    stdin: {
      contents: `
        import { PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
        const client = new SecretsManagerClient({});
        export const handler = (input) => client.send(new PutSecretValueCommand(input));`,
      resolveDir: projectPath('.'),
    },
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'esm',
    // The dependencies are CommonJS, and call `require` to load Node's built-in modules.
    banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
    outfile,
    logLevel: 'warning',
  });
  return outfile;
}

async function importTime(path: string): Promise<ImportTime> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--input-type=module', '--eval', STOPWATCH, pathToFileURL(path).href],
    { env: { ...process.env, ...deployedEnvironment, AWS_REGION: 'us-east-1' } },
  );
  return importTimeSchema.parse(JSON.parse(stdout));
}
