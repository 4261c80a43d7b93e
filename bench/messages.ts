import type { Latency } from './latency.ts';
import type { SweepSummary } from '../functions/sweep/sweep.ts';

/** Messages from the handler's process to the process that simulates AWS and Alation. All messages are plain JSON. */
export type MessageToWorld =
  | ({ readonly kind: 'request' } & ExternalRequest)
  | { readonly kind: 'ready'; readonly memory: MemoryFigures }
  | { readonly kind: 'finished'; readonly result: RunResult }
  | { readonly kind: 'failed'; readonly stack: string };

/** Messages to the handler's process. */
export type MessageToHandler =
  | ({ readonly kind: 'response' } & ExternalResponse)
  | { readonly kind: 'run'; readonly plan: RunPlan };

/** A request to AWS or to Alation. */
export interface ExternalRequest {
  readonly id: number;
  /** When the request arrives, on the handler's clock, ms since the epoch. */
  readonly now: number;
  readonly service: 'aws' | 'alation';
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The response of AWS or Alation. */
export interface ExternalResponse {
  readonly id: number;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Orders the handler's process to sweep until no work is deferred, at most `maxSweeps` times. */
export interface RunPlan {
  /** Start of the first sweep, ms since the epoch. */
  readonly startAt: number;
  readonly maxSweeps: number;
  readonly intervalMs: number;
  /** Timeout of an invocation. */
  readonly timeoutMs: number;
  readonly writesPerSecond: number;
  readonly probeIntervalMs: number;
  /** The payload of each schedule. Each schedule has its own execution environment. */
  readonly payloads: readonly unknown[];
  readonly latencies: Latencies;
}

/** Times between a request and its response. Half of the time passes before the request arrives. */
export interface Latencies {
  readonly aws: Latency;
  readonly alation: Latency;
}

/** The result of a plan. */
export interface RunResult {
  readonly invocations: readonly Invocation[];
  /** CPU time of the handler's process, user and system, in ms. */
  readonly cpuMs: number;
  readonly memory: MemoryFigures;
  /** For each published access token, the ms from the response to its mint to the response to PutSecretValue. */
  readonly publicationDelaysMs: readonly number[];
  /** Size of the handler's log, metrics included. */
  readonly logBytes: number;
}

/** One invocation; times in ms since the epoch. */
export interface Invocation {
  readonly startedAt: number;
  readonly endedAt: number;
  readonly summary: SweepSummary;
}

/** Memory of the handler's process in MB. */
export interface MemoryFigures {
  /** Peak resident set size. */
  readonly peak: number;
  /** Used heap. In virtual time only reachable objects count, after a garbage collection. */
  readonly heap: number;
}
