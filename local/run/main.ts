/**
 * `npm start`: runs the system for weeks of simulated time. Exits 1 when a guarantee was broken, 2 for wrong options.
 */
import { styleText } from 'node:util';
import { exitWhenUnread } from '../command-line.ts';
import { createProgress } from '../terminal/progress.ts';
import { readOptions } from './options.ts';
import { createTimelinePrinter } from './print-timeline.ts';
import { run, START_MS } from './run.ts';
import { stories } from './stories.ts';
import { conclusion } from './verdict.ts';

const { days, seed, json } = readOptions(process.argv);
const { stdout } = process;
const progress = createProgress(process, () => performance.now());
const print = (lines: string): void => {
  if (json) return;
  progress.clear();
  stdout.write(`${lines}\n`);
};
const timeline = createTimelinePrinter(START_MS, stdout, print);

exitWhenUnread(stdout);
print(`Runs the rotator and the warner for ${days} simulated days (seed ${seed}) against an`);
print('Alation and an AWS in this process. The integrations:');
for (const { integration, about } of stories) print(`  ${integration.padEnd(16)} ${about}`);
print('');
const result = await run({
  days,
  seed,
  show: timeline.add,
  onProgress: (day) => progress.show(day / days, `day ${Math.ceil(day)} of ${days}`),
});
timeline.end();
progress.clear();
print('');
for (const line of conclusion(days, result.integrations)) {
  print(line.startsWith('✗') ? styleText('red', line, { stream: stdout }) : line);
}
if (json) stdout.write(`${JSON.stringify(result, undefined, 2)}\n`);

const broken = result.integrations.filter(({ guaranteeKept }) => !guaranteeKept);
for (const { name, consumerFailures } of broken) {
  process.stderr.write(
    `${name}: ${consumerFailures} consumer reads failed. Allowed: 0, because a credential was active all the time.\n`,
  );
  process.exitCode = 1;
}
