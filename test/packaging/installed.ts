import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { TestProject } from 'vitest/node';
import { pack } from '../../packaging/pack.ts';
import type { Tarball } from '../../packaging/pack.ts';

const HERE = import.meta.dirname;
const ROOT = join(HERE, '../..');
const run = promisify(execFile);

/** Folders of programs by the major version of their Node.js. */
export const NODES = {
  20: join(HERE, `nodes/node_modules/node-20-${process.arch}/bin`),
  22: join(HERE, `nodes/node_modules/node-22-${process.arch}/bin`),
  24: dirname(process.execPath),
} as const;

declare module 'vitest' {
  interface ProvidedContext {
    /** The tarball under test. */
    tarball: Tarball;
  }
}

/** Packs the package, and installs the other versions of Node.js and the oldest CDK from their lock files. */
export default async function prepare({ provide }: TestProject): Promise<void> {
  const [tarball] = await Promise.all([pack(), installFrom('nodes'), installFrom('oldest-cdk')]);
  provide('tarball', tarball);
}

/** Installs the packages of a folder beside this file, unless they are installed already. */
async function installFrom(name: string): Promise<void> {
  const folder = join(HERE, name);
  const installed = join(folder, 'node_modules/.package-lock.json');
  const lock = join(folder, 'package-lock.json');
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(lock).mtimeMs) return;
  await run('npm', ['ci', '--ignore-scripts', '--loglevel=error'], { cwd: folder });
}

/** The `PATH` of a shell in which `node`, `npm` and `npx` use this Node.js. */
export function pathOf(node: keyof typeof NODES): string {
  return `${NODES[node]}:${process.env['PATH'] ?? ''}`;
}

/** Environment of this process for a program that uses this Node.js, without what `npm run` adds. */
function environmentOf(node: keyof typeof NODES): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(
    ([name]) => !/^npm_|^NODE_COMPILE_CACHE$|^INIT_CWD$/.test(name),
  );
  return { ...Object.fromEntries(own), PATH: pathOf(node) };
}

/**
 * Does what a user does: makes a folder, runs `npm init -y`, and installs the tarball. Returns the folder and what npm wrote to
 * standard error.
 */
export async function installTarball(
  path: string,
  node: keyof typeof NODES,
): Promise<{ readonly folder: string; readonly warnings: string }> {
  const folder = mkdtempSync(join(tmpdir(), `node-${node}-`));
  const options = { cwd: folder, env: environmentOf(node) };
  await run('npm', ['init', '-y'], options);
  const { stderr } = await run('npm', ['install', '--ignore-scripts', '--no-audit', path], options);
  return { folder, warnings: stderr };
}

/** Links the CDK of the project, or the oldest CDK, into a folder. */
export function linkCdk(folder: string, cdk: 'oldest' | 'newest'): void {
  const from = cdk === 'newest' ? ROOT : join(HERE, 'oldest-cdk');
  for (const name of ['aws-cdk-lib', 'constructs']) {
    mkdirSync(join(folder, 'node_modules'), { recursive: true });
    symlinkSync(join(from, 'node_modules', name), join(folder, 'node_modules', name));
  }
}

/** Runs a file in its folder with this Node.js; returns the output. A CDK app writes into `cdk.out`. */
export async function runNode(folder: string, node: keyof typeof NODES, file: string): Promise<string> {
  const options = { cwd: folder, env: { ...environmentOf(node), CDK_OUTDIR: 'cdk.out' } };
  const { stdout, stderr } = await run(join(NODES[node], 'node'), [file], options);
  return stdout + stderr;
}
