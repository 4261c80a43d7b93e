import type { InvocationLog } from '../../functions/runtime/logger.ts';
import type { Metrics } from '../../functions/runtime/metrics.ts';

/** A log that nobody reads. */
export const silentLog: InvocationLog = {
  begin: () => {},
  info: () => {},
  warn: () => {},
  error: () => {},
};

/** Metrics that nobody looks at. */
export const silentMetrics: Metrics = { count: () => {}, gauge: () => {}, publish: () => {} };
