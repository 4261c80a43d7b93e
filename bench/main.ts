import { bench } from './bench.ts';
import { readOptions } from './options.ts';
import { report } from './report.ts';
import { requirements, socketRequirements } from './requirements.ts';
import type { Requirement } from './requirements.ts';
import { socketBench } from './sockets/socket-bench.ts';
import { socketReport } from './sockets/socket-report.ts';

const { json, n, sockets, memory } = readOptions(process.argv);
const onStart = (scenario: string) => console.error(`… ${scenario}`);
if (sockets) print(await socketBench(n, memory, onStart), socketRequirements, socketReport);
else print(await bench(n, onStart), requirements, report);

function print<R extends object>(
  result: R,
  check: (result: R) => readonly Requirement[],
  format: (result: R, checked: readonly Requirement[]) => string,
): void {
  const checked = check(result);
  console.log(
    json ? JSON.stringify({ ...result, requirements: checked }, undefined, 2) : format(result, checked),
  );
  if (checked.some(({ isMet }) => !isMet)) process.exitCode = 1;
}
