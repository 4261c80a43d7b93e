import { createProgress } from '../local/terminal/progress.ts';
import { bench } from './bench.ts';
import { readOptions } from './options.ts';
import { report } from './report.ts';
import { requirements, socketRequirements } from './requirements.ts';
import type { Requirement } from './requirements.ts';
import { showProgress } from './show-progress.ts';
import { socketBench } from './sockets/socket-bench.ts';
import { socketReport } from './sockets/socket-report.ts';

const { json, n, sockets, memory } = readOptions(process.argv);
const now = () => performance.now();
const progress = showProgress(createProgress(process, now), now);
if (sockets) await run(socketBench(n, memory, progress.start), socketRequirements, socketReport);
else await run(bench(n, progress.start), requirements, report);

async function run<R extends object>(
  measured: Promise<R>,
  check: (result: R) => readonly Requirement[],
  format: (result: R, checked: readonly Requirement[]) => string,
): Promise<void> {
  const result = await measured.finally(progress.end);
  const checked = check(result);
  console.log(
    json ? JSON.stringify({ ...result, requirements: checked }, undefined, 2) : format(result, checked),
  );
  if (checked.some(({ isMet }) => !isMet)) process.exitCode = 1;
}
