#!/usr/bin/env node
import './use-proxy.ts';
import { ExitCode } from './exit-code.ts';
import { run } from './run.ts';

for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    // The reader closed the pipe, as in `… | head -1`. The command still completes.
    if (error.code === 'EPIPE') return;
    // For example ENOSPC of a full disk. If standard error fails too, only the exit code remains.
    if (stream === process.stdout) {
      process.stderr.write(`Error: The output cannot be written (${error.code ?? 'unknown'}).\n`);
    }
    process.exit(ExitCode.needsPerson);
  });
}

// process.exit would drop output that is still on its way into a pipe.
process.exitCode = await run(process.argv.slice(2), process);
// After a cancellation an open request would keep the process running.
if (process.exitCode === ExitCode.cancelled) {
  process.stdout.write('', () => process.stderr.write('', () => process.exit()));
}
