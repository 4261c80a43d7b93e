/** `npm run local`: runs AWS, Alation, the rotator and the warner on this machine until Ctrl+C or SIGTERM. */
import { SECOND_MS } from '../../functions/time.ts';
import { systemClock } from '../clock.ts';
import { exitWhenUnread } from '../command-line.ts';
import { endWithNpm } from './end-with-npm.ts';
import { instructions } from './instructions.ts';
import { readServeOptions } from './options.ts';
import { PortUnavailable } from './servers.ts';
import type { Served } from './serve.ts';
import { serveWithPast } from './serve-with-past.ts';

const ALL_FREE =
  'To use a free port for each server: npm run local -- --aws-port 0 --alation-port 0 --control-port 0';

const options = readServeOptions(process.argv);

// The process exits immediately, because all state is in memory.
const end = (): never => process.exit(0);
process.on('SIGINT', end);
process.on('SIGTERM', end);
endWithNpm(end);
exitWhenUnread(process.stdout);

async function start(): Promise<Served> {
  try {
    return await serveWithPast(options);
  } catch (error) {
    if (!(error instanceof PortUnavailable)) throw error;
    process.stderr.write(`${error.message}\n${ALL_FREE}\n`);
    return process.exit(1);
  }
}

const served = await start();
process.stdout.write(`${instructions(served)}\n`);
// A program that reads only the first lines, such as `head`, ends within this second. The next output then ends this process.
await systemClock.sleep(SECOND_MS);
await served.runRotator();
