/** How much is worked on at once. */
export interface Lanes {
  /** Integrations that did well last time. */
  readonly healthy: number;
  /** Integrations whose last attempt failed: a lane of their own, so that they cannot hold up the others. */
  readonly failing: number;
  /** Integrations of one Alation host, within either lane. */
  readonly perHost: number;
  /** Integrations begun in a second. Each reads its secrets once, and writes its tags at most once. */
  readonly startsPerSecond: number;
}

/**
 * A rotation that asks Alation three times and waits 0.3 s for each answer takes a second: 40 in flight reach 40 a
 * second, and 64 leave room for slower hosts. An Alation instance sees 5 of us at once.
 */
export const defaultLanes: Lanes = { healthy: 64, failing: 10, perHost: 5, startsPerSecond: 40 };
