import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { CliError } from '../cli-error.ts';
import { ExitCode } from '../exit-code.ts';

/**
 * Writes a page, and returns its absolute path.
 *
 * @throws CliError
 */
export async function writeStatusPage(file: string, page: string): Promise<string> {
  const path = resolve(file);
  try {
    await writeFile(path, page);
    return path;
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    throw new CliError(`The page cannot be written to ${path} (${reason})`, {
      code: 'FileNotWritten',
      exitCode: ExitCode.usage,
      todo: ['Give --html a file in a folder that exists and that you may write to'],
    });
  }
}
