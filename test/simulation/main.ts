/**
 * `npm run simulate`: runs the real decision and rotation code through as many seeds as asked, and ends with 1 when an
 * invariant did not hold.
 *
 *   --seeds N     so many seeds (100)          --from N      beginning with this one (1)
 *   --seed N      this seed alone              --trace       with every step of it
 *   --threads N   on so many threads (all)     --json        the result as JSON
 */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { coverageText, failureText } from './report.ts';
import { runMany } from './run-many.ts';
import { simulate } from './simulate.ts';
import type { SimulationResult } from './simulate.ts';
import { together } from './world/coverage.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '100' },
    from: { type: 'string', default: '1' },
    seed: { type: 'string' },
    threads: { type: 'string', default: String(availableParallelism()) },
    trace: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});

function wholeNumber(name: string, text: string): number {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number >= 1) return number;
  throw new RangeError(`--${name} ${text}: a whole number from 1 is allowed`);
}

async function simulateAll(): Promise<readonly SimulationResult[]> {
  if (values.seed !== undefined) {
    const print = values.trace ? (line: string) => process.stdout.write(`${line}\n`) : undefined;
    return [await simulate(wholeNumber('seed', values.seed), print && { print })];
  }
  const from = wholeNumber('from', values.from);
  const count = wholeNumber('seeds', values.seeds);
  const results: SimulationResult[] = [];
  await runMany({ from, to: from + count - 1 }, wholeNumber('threads', values.threads), (result) => {
    results.push(result);
    if (result.violations.length > 0) process.stderr.write(`${failureText(result)}\n`);
    if (results.length % 500 === 0) process.stderr.write(`${results.length} of ${count} seeds\n`);
  });
  return results.sort((one, other) => one.seed - other.seed);
}

// Whoever reads the trace through `head` has read enough.
process.stdout.on('error', () => process.exit());
const began = performance.now();
const results = await simulateAll();
const seconds = (performance.now() - began) / 1_000;
const failed = results.filter(({ violations }) => violations.length > 0);
const coverage = together(results.map((result) => result.coverage));
const violations = failed.reduce((sum, result) => sum + result.violations.length, 0);

if (values.json) {
  process.stdout.write(`${JSON.stringify({ seconds, violations, failed, ...coverage }, undefined, 2)}\n`);
} else {
  if (values.seed !== undefined && failed[0] !== undefined)
    process.stdout.write(`${failureText(failed[0])}\n`);
  process.stdout.write(
    `${coverageText(coverage)}\n\n${results.length} seeds in ${seconds.toFixed(0)} s: ${violations} violations` +
      `${failed.length === 0 ? '' : ` in the seeds ${failed.map(({ seed }) => seed).join(', ')}`}\n`,
  );
}
process.exitCode = failed.length === 0 ? 0 : 1;
