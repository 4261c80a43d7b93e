import type { CoverageRecorder } from '../world/coverage.ts';
import type { Observation } from '../world/observation.ts';
import type { SweepLog } from '../world/sweep-log.ts';
import type { World } from '../world/world.ts';

/** Facts that an invariant may read. */
export interface Watched extends World {
  readonly sweeps: SweepLog;
  readonly coverage: CoverageRecorder;
}

/** Reports a violation of the invariant, and why. */
export type Report = (what: string) => void;

/** An invariant that watches one run. */
export interface Watch {
  /** Called for each observation. */
  readonly see?: (observation: Observation) => void;
  /** Called when time has moved and after each step. */
  readonly onStep?: () => void;
  /** Called after the run. */
  readonly end?: () => void;
}

/** A condition that holds at every step of every run. */
export interface Invariant {
  readonly name: string;
  readonly watch: (watched: Watched, report: Report) => Watch;
}
