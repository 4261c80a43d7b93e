import { systemClock, type Clock } from '../../local/clock.ts';

/** The clock of this machine. Each wait of the rotator and the servers takes a tenth of its time. */
export const fastClock: Clock = { ...systemClock, sleep: (ms, signal) => systemClock.sleep(ms / 10, signal) };
