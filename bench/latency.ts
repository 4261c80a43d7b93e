/** How long calls take, in ms: half of them at most `p50`, 99 of 100 at most `p99`. */
export interface Latency {
  readonly p50: number;
  readonly p99: number;
}

/** The 99th percentile of the standard normal distribution. */
const Z_99 = 2.326;

/**
 * A random latency, log-normal with these percentiles: a few calls are slow, as in real services.
 *
 * @param random uniform numbers in [0, 1)
 */
export function sampleLatency({ p50, p99 }: Latency, random: () => number): number {
  // https://en.wikipedia.org/wiki/Box%E2%80%93Muller_transform
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return p50 * Math.exp((Math.log(p99 / p50) / Z_99) * normal);
}
