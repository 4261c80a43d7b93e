#!/usr/bin/env node
import { ExitCode } from './exit-code.ts';
import { run } from './run.ts';

// Whoever reads may have enough: `… | head -1`. The work is done all the same, and tells by its exit code how it went.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') return;
    // Such as ENOSPC of a full disk. Where it is standard error that fails, nobody can be told.
    if (stream === process.stdout) {
      process.stderr.write(`Error: the output cannot be written (${error.code ?? 'unknown'}).\n`);
    }
    process.exit(ExitCode.needsPerson);
  });
}

// Not process.exit: what was written may still be on its way into a pipe.
process.exitCode = await run(process.argv.slice(2), process);
// What was cancelled may still wait for an answer of somebody's.
if (process.exitCode === ExitCode.cancelled) {
  process.stdout.write('', () => process.stderr.write('', () => process.exit()));
}
