import type { SweepSummary } from '../functions/sweep/sweep.ts';

/** What travels between the process of the handler and that of the world around it. All of it is plain JSON. */
export type ToWorld =
  | ({ readonly kind: 'request' } & OutsideRequest)
  | { readonly kind: 'ready'; readonly memory: MemoryFigures }
  | { readonly kind: 'ran'; readonly result: RunResult }
  | { readonly kind: 'broke'; readonly stack: string };

/** The other direction. */
export type ToHandler =
  | ({ readonly kind: 'answer' } & OutsideAnswer)
  | { readonly kind: 'run'; readonly plan: RunPlan };

/** A request to AWS or to Alation. */
export interface OutsideRequest {
  readonly id: number;
  /** When it arrives, on the handler's clock, ms since the epoch. */
  readonly now: number;
  readonly service: 'aws' | 'alation';
  readonly method: string;
  /** With the query. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What is answered to it. */
export interface OutsideAnswer {
  readonly id: number;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What the handler's process is to do: tick until nothing is deferred any more. */
export interface RunPlan {
  readonly clock: 'virtual' | 'real';
  /** When the first tick is, ms since the epoch; a real clock takes no notice. */
  readonly startAt: number;
  /** Most ticks. */
  readonly ticks: number;
  readonly tickMs: number;
  /** Time limit of an invocation. */
  readonly timeoutMs: number;
  readonly writesPerSecond: number;
  readonly probeIntervalMs: number;
  /** What each of the schedules sends at a tick; each has an execution environment of its own. */
  readonly payloads: readonly unknown[];
  readonly latencies: Latencies;
}

/** Ms from a request to its answer, half of it on the way there. */
export interface Latencies {
  readonly aws: number;
  readonly alation: number;
}

/** What came of a run. */
export interface RunResult {
  readonly invocations: readonly Invocation[];
  /** Of this process, in ms: both of the user and of the system. */
  readonly cpuMs: number;
  readonly memory: MemoryFigures;
  /** Ms from the answer to a mint to the answer to PutSecretValue, in no order. */
  readonly cutOversMs: readonly number[];
  /** What the handler wrote to its log, metrics included. */
  readonly logBytes: number;
}

/** One invocation; times in ms since the epoch. */
export interface Invocation {
  readonly startedAt: number;
  readonly endedAt: number;
  readonly summary: SweepSummary;
}

/** Of this process, in MB. */
export interface MemoryFigures {
  /** The most that was ever resident. */
  readonly peak: number;
  /** Live objects on the heap, after the garbage was collected. */
  readonly heap: number;
}
