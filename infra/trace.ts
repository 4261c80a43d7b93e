/**
 * Reads lines of a function's log from standard input, and writes them with positions in the source:
 * `npm run trace -- index.mjs.map < log`. The map is in the zip of the function.
 */
import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { withSourcePositions } from './source-positions.ts';

const [file] = process.argv.slice(2);
if (file === undefined) {
  console.error('Usage: npm run trace -- <index.mjs.map of the function> < log');
  process.exitCode = 1;
} else {
  process.stdout.write(withSourcePositions(await text(process.stdin), readFileSync(file, 'utf8')));
}
