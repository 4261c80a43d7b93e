import { defaultPolicy } from '../functions/integration/policy.ts';
import type { Latencies } from './messages.ts';

/** The stack's default settings. A test compares them with the template. */
export const deployment = {
  memoryMb: 1_024,
  timeoutMs: 900_000,
  intervalMs: defaultPolicy.intervalMs,
  probeIntervalMs: defaultPolicy.probeIntervalMs,
  writesPerSecond: 40,
  /** What costs money even if nothing is due. */
  resources: {
    /** One key encrypts the secrets, the other key encrypts the topics and the logs. */
    keys: 2,
    alarms: 7,
    dashboards: 0,
    /** Metrics with a value in every hour. */
    metricsOfSweeps: 2,
    /** Metrics with one value a day. The warner sends two of them only if the rotator renews refresh tokens. */
    metricsOfDailyRun: 6,
  },
} as const;

/** How long one call to AWS or to Alation takes. */
export const latencies: Latencies = { aws: { p50: 20, p99: 100 }, alation: { p50: 300, p99: 1_500 } };
