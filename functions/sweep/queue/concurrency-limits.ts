/** How many integrations a sweep rotates or probes at the same time. */
export interface ConcurrencyLimits {
  /** Integrations whose last attempt did not fail. */
  readonly healthy: number;
  /** Integrations whose last attempt failed. With their own limit they do not delay healthy integrations. */
  readonly failing: number;
  /** Integrations whose probe only reads. */
  readonly probes: number;
  /**
   * Healthy integrations and probes of one Alation host together. The failing integrations of the host have the same
   * limit separately.
   */
  readonly perHost: number;
}

/**
 * A rotation with three calls to Alation of 0.3 s each takes about a second. So 40 concurrent rotations reach 40 a
 * second, and 64 leave room for slower hosts. A probe takes one call of 0.3 s, so 160 reach about 500 a second. At most 5
 * healthy integrations and probes call one Alation host at a time.
 */
export const defaultConcurrencyLimits: ConcurrencyLimits = {
  healthy: 64,
  failing: 10,
  probes: 160,
  perHost: 5,
};
