import { createProgress } from '../local/terminal/progress.ts';
import { bench } from './bench.ts';
import { readOptions } from './options.ts';
import { report } from './report.ts';
import { requirements } from './requirements.ts';
import { showProgress } from './show-progress.ts';

const { json, n } = readOptions(process.argv);
const now = () => performance.now();
const progress = showProgress(createProgress(process, now), now);
const result = await bench(n, progress.start).finally(progress.end);
const checked = requirements(result);
console.log(
  json ? JSON.stringify({ ...result, requirements: checked }, undefined, 2) : report(result, checked),
);
if (checked.some(({ isMet }) => !isMet)) process.exitCode = 1;
