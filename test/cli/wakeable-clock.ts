import type { Clock } from '../../local/clock.ts';
import { fastClock } from './fast-clock.ts';

/** The fast clock with `wakeAll`, which ends every sleep. So a test does not wait for a response that it delayed. */
export function wakeableClock(): Clock & { wakeAll(): void } {
  let wake: () => void;
  let woken: Promise<void>;
  const wakeAll = (): void => {
    wake?.();
    woken = new Promise((resolve) => {
      wake = resolve;
    });
  };
  wakeAll();
  return {
    ...fastClock,
    sleep: (ms, signal) => Promise.race([fastClock.sleep(ms, signal), woken]),
    wakeAll,
  };
}
