/**
 * The second half of `npm run mutate`: ends with 1 when a change of the code went unnoticed that `explanations` does not
 * explain. Looks at the last report unless another one is named.
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
const seen = without(explained, survivors).filter(({ file }) => file in report.files);

const listed = (those: readonly Survivor[]) =>
  those.map(({ file, line, code, change }) => `  ${file}: ${line}\n    ${code} -> ${change}\n`).join('');
process.stdout.write(
  `${survivors.length} changes went unnoticed, ${unexplained.length} of them unexplained\n`,
);
if (seen.length > 0) process.stdout.write(`Noticed or gone, and still explained:\n${listed(seen)}`);
if (unexplained.length > 0) {
  process.stdout.write(
    `Kill these with a test, or explain them in test/mutation/explanations.ts:\n${listed(unexplained)}`,
  );
  process.exitCode = 1;
}
