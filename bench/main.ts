import { bench } from './bench.ts';
import { readOptions } from './options.ts';
import { report } from './report.ts';
import { requirements } from './requirements.ts';

const { json, n } = readOptions(process.argv);
const result = await bench(n, (scenario) => console.error(`… ${scenario}`));
const checked = requirements(result);
console.log(
  json ? JSON.stringify({ ...result, requirements: checked }, undefined, 2) : report(result, checked),
);
if (checked.some(({ isMet }) => !isMet)) process.exitCode = 1;
