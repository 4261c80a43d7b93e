import { writeLine, type WriteLine } from '../../functions/runtime/write-line.ts';
import { DAY_MS } from '../../functions/time.ts';
import { systemClock } from '../clock.ts';
import type { ServeOptions } from './options.ts';
import { serve, type Served } from './serve.ts';

const PAST_MS = DAY_MS;

/**
 * Starts the servers with a clock one day in the past, and moves the clock to the present without output. So the page shows
 * at once how access tokens follow each other, and its clock shows the machine's time.
 *
 * @throws PortUnavailable; then all servers are closed
 */
export async function serveWithPast(options: ServeOptions, write: WriteLine = writeLine): Promise<Served> {
  let isPast = true;
  const served = await serve(options, (line) => void (isPast || write(line)), {
    ...systemClock,
    now: () => systemClock.now() - PAST_MS,
  });
  await served.runRotator();
  await served.advance(PAST_MS);
  isPast = false;
  return served;
}
