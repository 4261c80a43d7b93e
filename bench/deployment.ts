import { defaultPolicy } from '../functions/integration/policy.ts';
import type { Latencies } from './messages.ts';

/** The stack's default settings. A test compares them with the template. */
export const deployment = {
  memoryMb: 512,
  timeoutMs: 900_000,
  intervalMs: defaultPolicy.intervalMs,
  probeIntervalMs: defaultPolicy.probeIntervalMs,
  writesPerSecond: 40,
} as const;

/** Ms that one call to AWS or to Alation takes. */
export const latencies: Latencies = { aws: 20, alation: 300 };
