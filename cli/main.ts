#!/usr/bin/env node
import { run } from './run.ts';

// Not process.exit: what was written may still be on its way into a pipe.
process.exitCode = await run(process.argv.slice(2), process);
