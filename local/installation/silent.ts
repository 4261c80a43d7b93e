import type { InvocationLog } from '../../functions/runtime/logger.ts';
import type { Metrics } from '../../functions/runtime/metrics.ts';

/** A log without output. */
export const silentLog: InvocationLog = {
  begin: () => {},
  info: () => {},
  warn: () => {},
  error: () => {},
};

/** Metrics without output. */
export const silentMetrics: Metrics = { gauge: () => {}, publish: () => {} };
