/** `npm start`: the system over weeks of simulated time on this machine. Exits 1 when a promise was broken, 2 when called wrongly. */
import { exitWhenUnread } from '../command-line.ts';
import { readOptions } from './options.ts';
import { run } from './run.ts';
import { stories } from './stories.ts';
import { closingTable } from './table.ts';

const { days, seed, json } = readOptions(process.argv);
const print = (line: string): void => {
  if (!json) process.stdout.write(`${line}\n`);
};

exitWhenUnread(process.stdout);
print(
  `${days} days of the rotator and the warner, against an Alation and an AWS on this machine (seed ${seed}):`,
);
for (const { integration, about } of stories) print(`  ${integration.padEnd(16)} ${about}`);
print('');
const result = await run({ days, seed, print });
print(`\n${closingTable(result.integrations)}`);
if (json) process.stdout.write(`${JSON.stringify(result, undefined, 2)}\n`);

const broken = result.integrations.filter(({ asPromised }) => !asPromised);
for (const { name, consumerFailures } of broken) {
  process.stderr.write(`${name}: ${consumerFailures} consumer reads failed; allowed: none.\n`);
  process.exitCode = 1;
}
