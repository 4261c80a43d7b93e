/**
 * The second half of `npm run mutate`: exits with 1 if a survivor is not in `explanations`. Reads the last report, or
 * the report that the argument names.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { explanations } from './explanations.ts';
import { explainedSurvivors, survivorsOf, without } from './survivor.ts';
import type { MutationReport, Survivor } from './survivor.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const path = process.argv[2] ?? join(ROOT, 'reports/mutation/mutation.json');
const report = JSON.parse(readFileSync(path, 'utf8')) as MutationReport;

const explained = explainedSurvivors(explanations);
const survivors = survivorsOf(report);
const unexplained = without(survivors, explained);
const obsolete = without(explained, survivors).filter(({ file }) => file in report.files);

const listed = (those: readonly Survivor[]) =>
  those.map(({ file, line, code, change }) => `  ${file}: ${line}\n    ${code} -> ${change}\n`).join('');
process.stdout.write(`${survivors.length} survivors, ${unexplained.length} of them unexplained\n`);
if (obsolete.length > 0)
  process.stdout.write(`These explanations have no survivor any more. Delete them:\n${listed(obsolete)}`);
if (unexplained.length > 0) {
  process.stdout.write(
    `Write a test that detects these changes, or explain them in test/mutation/explanations.ts:\n${listed(unexplained)}`,
  );
  process.exitCode = 1;
}
