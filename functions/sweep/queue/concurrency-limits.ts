/** How many integrations a sweep rotates or probes at the same time. */
export interface ConcurrencyLimits {
  /** Integrations whose last attempt succeeded. */
  readonly healthy: number;
  /** Integrations whose last attempt failed. Their own limit keeps them from delaying the healthy ones. */
  readonly failing: number;
  /** Integrations of one Alation host, for each of the two limits. */
  readonly perHost: number;
}

/**
 * A rotation with three calls to Alation of 0.3 s each takes about a second. So 40 concurrent rotations reach 40 a
 * second, and 64 leave room for slower hosts. One Alation instance serves at most 5 healthy integrations at a time.
 */
export const defaultConcurrencyLimits: ConcurrencyLimits = { healthy: 64, failing: 10, perHost: 5 };
