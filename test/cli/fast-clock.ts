import { systemClock, type Clock } from '../../local/clock.ts';

/** The machine's clock, on which waits of the rotator and the servers take a tenth of their time. */
export const fastClock: Clock = { ...systemClock, sleep: (ms, signal) => systemClock.sleep(ms / 10, signal) };
