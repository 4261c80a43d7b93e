/** `npm run simulate`: exit code 1 after a violation of an invariant, 2 after wrong usage. */
import { exitWhenUnread } from '../../local/command-line.ts';
import { createProgress } from '../../local/terminal/progress.ts';
import { readOptions } from './options.ts';
import { coverageText, failureText } from './report.ts';
import { runMany } from './run-many.ts';
import { portMode } from './port-mode.ts';
import { simulateIn } from './simulate.ts';
import type { SimulationResult } from './simulate.ts';
import { limitsText } from './wire/limits.ts';
import { wireMode } from './wire/wire-mode.ts';
import { together } from './world/coverage.ts';

const options = readOptions(process.argv);

async function simulateAll(): Promise<readonly SimulationResult[]> {
  const { seed, seeds, from, threads, trace, wire } = options;
  if (seed !== undefined) {
    const print = trace ? (line: string) => process.stdout.write(`${line}\n`) : undefined;
    return [await simulateIn(wire ? wireMode() : portMode(), seed, print)];
  }
  const results: SimulationResult[] = [];
  await runMany({ from, to: from + seeds - 1, wire }, threads, (result) => {
    results.push(result);
    if (result.violations.length > 0) {
      progress.clear();
      process.stderr.write(`${failureText(result, wire)}\n`);
    }
    progress.show(results.length / seeds, `${results.length} of ${seeds} seeds`);
  });
  progress.clear();
  return results.sort((one, other) => one.seed - other.seed);
}

const progress = createProgress(process, () => performance.now());
exitWhenUnread(process.stdout);
const began = performance.now();
const results = await simulateAll();
const seconds = (performance.now() - began) / 1_000;
const failed = results.filter(({ violations }) => violations.length > 0);
const coverage = together(results.map((result) => result.coverage));
const violations = failed.reduce((sum, result) => sum + result.violations.length, 0);

if (options.json) {
  process.stdout.write(`${JSON.stringify({ seconds, violations, failed, ...coverage }, undefined, 2)}\n`);
} else {
  if (options.seed !== undefined && failed[0] !== undefined)
    process.stdout.write(`${failureText(failed[0], options.wire)}\n`);
  process.stdout.write(
    `${coverageText(coverage)}\n\n${options.wire ? `${limitsText()}\n\n` : ''}${results.length} seeds in ${seconds.toFixed(0)} s: ${violations} violations` +
      `${failed.length === 0 ? '' : ` in the seeds ${failed.map(({ seed }) => seed).join(', ')}`}\n`,
  );
}
process.exitCode = failed.length === 0 ? 0 : 1;
