import { type Clock, systemClock } from '../../local/clock.ts';

/** The machine's clock, on which a test can end every sleep: it need not wait for a response that it delayed. */
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
    now: systemClock.now,
    sleep: (ms, signal) => Promise.race([systemClock.sleep(ms, signal), woken]),
    wakeAll,
  };
}
