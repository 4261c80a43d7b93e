import { bench } from './bench.ts';
import { readOptions } from './options.ts';
import { report } from './report.ts';
import { requirements } from './requirements.ts';

const { json, n } = readOptions(process.argv);
const result = await bench(n, (what) => console.error(`… ${what}`));
const kept = requirements(result);
console.log(json ? JSON.stringify({ ...result, requirements: kept }, undefined, 2) : report(result, kept));
if (kept.some((one) => !one.kept)) process.exitCode = 1;
