import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { pythonProgram } from '../moto/python-environment.ts';
import { awsEnvironment, ENDPOINT, root } from './account.ts';

const ROOT = join(import.meta.dirname, '../..');
const execute = promisify(execFile);

/** How to run the lines of a page. */
export interface RunOptions {
  /** Texts of the page and their replacements in the test, applied in this order. */
  readonly replaced: Readonly<Record<string, string>>;
  /** Lines that run first in the same shell. */
  readonly before?: string;
  /** URL of the emulator. Default: the ministack of the test run. */
  readonly endpoint?: string;
}

/**
 * Runs a block of a page in bash, with the AWS CLI and as the root user. Throws an error with the output if a line fails.
 *
 * @param page file name of a page in `docs/`
 * @param text a text that only this block of the page contains
 */
export async function runDocumented(page: string, text: string, options: RunOptions): Promise<string> {
  const blocks = [...readFileSync(join(ROOT, 'docs', page), 'utf8').matchAll(/^ *```sh\n(.*?)^ *```/gms)]
    .map(([, lines = '']) => lines)
    .filter((lines) => lines.includes(text));
  const [block = ''] = blocks;
  if (blocks.length !== 1)
    throw new Error(`docs/${page} has ${blocks.length} blocks with "${text}", not one.`);
  const lines = Object.entries(options.replaced).reduce(
    (all, [name, value]) => all.replaceAll(name, value),
    block,
  );
  const programs = [dirname(pythonProgram('aws')), dirname(process.execPath), process.env['PATH']];
  // Without `--norc`, bash may read the startup files of an interactive shell.
  const { stdout } = await execute('bash', ['--norc', '-euc', `${options.before ?? ''}\n${lines}`], {
    cwd: ROOT,
    env: {
      ...awsEnvironment(root, options.endpoint ?? ENDPOINT),
      PATH: programs.join(':'),
      HOME: tmpdir(),
    },
  });
  return stdout;
}
