import { mkdir, open, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { Timeline } from '../../picture/timeline.ts';
import { pageScript } from './page-script.ts';
import { reportPage } from './report-page.ts';

/** The file of a report cannot be written. The message names the option for another file. */
export class ReportNotWritable extends Error {
  constructor(path: string, reason: string) {
    super(`The report cannot be written to ${path} (${reason}). Use --report FILE for another file.`);
    this.name = 'ReportNotWritable';
  }
}

/**
 * Checks before a run that its report can be written. Creates the file and its folder if they are missing. Returns the
 * absolute path.
 *
 * @throws ReportNotWritable
 */
export async function reportPath(file: string): Promise<string> {
  const path = resolve(file);
  try {
    await mkdir(dirname(path), { recursive: true });
    await (await open(path, 'a')).close();
    return path;
  } catch (error) {
    throw new ReportNotWritable(
      path,
      error instanceof Error && 'code' in error ? String(error.code) : 'unknown',
    );
  }
}

/** Writes the report of a run. */
export async function writeReport(path: string, timeline: Timeline, seed: number): Promise<void> {
  await writeFile(path, reportPage(timeline, { seed, script: await pageScript('report') }));
}
