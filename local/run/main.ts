/**
 * `npm start`: runs the system for weeks of simulated time. Exits 1 when a guarantee was broken, 2 for wrong options.
 */
import { exitWhenUnread } from '../command-line.ts';
import { reportPath, ReportNotWritable, writeReport } from '../report/write-report.ts';
import { readOptions } from './options.ts';
import { run } from './run.ts';
import { stories } from './stories.ts';
import { closingTable } from './table.ts';
import { wrapEntry } from './timeline.ts';

/** Columns of a common terminal. */
const WIDTH = 80;

const { days, seed, json, report } = readOptions(process.argv);
const print = (line: string): void => {
  if (!json) process.stdout.write(`${line}\n`);
};

exitWhenUnread(process.stdout);
const path = report === undefined ? undefined : await checkedPath(report);
print(`Runs the rotator and the warner for ${days} simulated days (seed ${seed}) against`);
print('an Alation and an AWS on this machine. The integrations:');
for (const { integration, about } of stories) print(`  ${integration.padEnd(16)} ${about}`);
print('');
const { result, timeline } = await run({ days, seed, print: (entry) => print(wrapEntry(entry, WIDTH)) });
print(`\n${closingTable(result.integrations, WIDTH)}`);
if (json) process.stdout.write(`${JSON.stringify(result, undefined, 2)}\n`);

const broken = result.integrations.filter(({ guaranteeKept }) => !guaranteeKept);
for (const { name, consumerFailures } of broken) {
  process.stderr.write(
    `${name}: ${consumerFailures} consumer reads failed. Allowed: 0, because a credential was active all the time.\n`,
  );
  process.exitCode = 1;
}
if (path !== undefined) {
  await writeReport(path, timeline, seed);
  print(`\nOpen the report in a browser:\n${path}`);
}

/** Ends the process before a run whose report could not be written. */
async function checkedPath(file: string): Promise<string> {
  try {
    return await reportPath(file);
  } catch (error) {
    if (!(error instanceof ReportNotWritable)) throw error;
    process.stderr.write(`${error.message}\n`);
    return process.exit(2);
  }
}
