import { defaultLanes } from '../functions/sweep/queue/lanes.ts';
import { defaultPolicy } from '../functions/integration/policy.ts';
import type { Latencies } from './messages.ts';

/** The stack's defaults, as the bench runs the handler; a test compares them with the template. */
export const deployment = {
  memoryMb: 512,
  timeoutMs: 900_000,
  tickMs: defaultPolicy.intervalMs,
  probeIntervalMs: defaultPolicy.probeIntervalMs,
  writesPerSecond: defaultLanes.startsPerSecond,
} as const;

/** Answers of Secrets Manager and EventBridge, and of Alation, in ms. */
export const latencies: Latencies = { aws: 20, alation: 300 };
