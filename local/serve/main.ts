/** `npm run local`: AWS, Alation and the rotator stay up on fixed ports until Ctrl+C. */
import { instructions } from './instructions.ts';
import { readServeOptions } from './options.ts';
import { serve } from './serve.ts';

const served = await serve(readServeOptions(process.argv));
process.stdout.write(`${instructions(served)}\n`);
await served.tick();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    void served.close().then(() => process.exit());
  });
}
