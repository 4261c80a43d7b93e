/**
 * `npm start`: runs the system for weeks of simulated time. Exits 1 if a guarantee was broken, and 2 for wrong options or a
 * report that cannot be written.
 */
import { styleText } from 'node:util';
import { exitWhenUnread } from '../command-line.ts';
import { examplePair } from '../report/example-pair.ts';
import { reportPath, ReportNotWritable, writeReport } from '../report/write-report.ts';
import { createProgress } from '../terminal/progress.ts';
import { readOptions } from './options.ts';
import { createTimelinePrinter } from './print-timeline.ts';
import { run, START_MS } from './run.ts';
import { stories } from './stories.ts';
import { conclusion } from './verdict.ts';

const { days, seed, json, report } = readOptions(process.argv);
const { stdout } = process;
const progress = createProgress(process, () => performance.now());
const print = (lines: string): void => {
  if (json) return;
  progress.clear();
  stdout.write(`${lines}\n`);
};
const printer = createTimelinePrinter(START_MS, stdout, print);

exitWhenUnread(stdout);
const path = report === undefined ? undefined : await checkedPath(report);
print(`Runs the rotator and the warner for ${days} simulated days (seed ${seed}) against a`);
print('simulated Alation and a simulated AWS in this process. The integrations:');
for (const { integration, about } of stories) print(`  ${integration.padEnd(16)} ${about}`);
print('');
const { result, timeline } = await run({
  days,
  seed,
  show: printer.add,
  onProgress: (day) => progress.show(day / days, `day ${Math.ceil(day)} of ${days}`),
});
printer.end();
progress.clear();
print('');
const comparesExpiries = examplePair(timeline) !== undefined;
for (const line of conclusion({ ...result, comparesExpiries })) {
  print(line.startsWith('✗') ? styleText('red', line, { stream: stdout }) : line);
}
if (json) stdout.write(`${JSON.stringify(result, undefined, 2)}\n`);

const broken = result.integrations.filter(({ guaranteeKept }) => !guaranteeKept);
for (const { name, consumerFailures } of broken) {
  process.stderr.write(
    `${name}: ${consumerFailures} consumer reads failed. Allowed: 0, because a credential was active all the time. ` +
      `Open an issue that names --days ${days} and --seed ${seed}.\n`,
  );
  process.exitCode = 1;
}
if (path !== undefined) {
  await writeReport(path, timeline, seed);
  print(`\nOpen the report in a browser:\n${path}`);
}

/** Checks the path of the report before the run. Ends the process if the report cannot be written. */
async function checkedPath(file: string): Promise<string> {
  try {
    return await reportPath(file);
  } catch (error) {
    if (!(error instanceof ReportNotWritable)) throw error;
    process.stderr.write(`${error.message}\n`);
    return process.exit(2);
  }
}
