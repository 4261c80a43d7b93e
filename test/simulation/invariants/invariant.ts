import type { CoverageRecorder } from '../world/coverage.ts';
import type { Observation } from '../world/observation.ts';
import type { SweepLog } from '../world/sweep-log.ts';
import type { World } from '../world/world.ts';

/** What an invariant may look at. */
export interface Watched extends World {
  readonly sweeps: SweepLog;
  readonly coverage: CoverageRecorder;
}

/** Tells that the invariant does not hold, and why. */
export type Report = (what: string) => void;

/** An invariant while it watches one run. */
export interface Watch {
  /** Something happened. */
  readonly see?: (observation: Observation) => void;
  /** Time has moved, or a step was taken. */
  readonly look?: () => void;
  /** The run is over. */
  readonly end?: () => void;
}

/** Something that holds at every step of every run. */
export interface Invariant {
  readonly name: string;
  readonly watch: (watched: Watched, report: Report) => Watch;
}
