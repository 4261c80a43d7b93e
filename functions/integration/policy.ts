import { MINUTE_MS, DAY_MS } from '../time.ts';

/** The settings that decisions depend on. All durations are in ms. */
export interface RotationPolicy {
  /** Time between two sweeps. */
  readonly intervalMs: number;
  /** Fraction of an access token's lifetime after which the access token is rotated at the latest. */
  readonly renewalFraction: number;
  /**
   * Largest fraction of an access token's lifetime by which a rotation comes early, to spread the rotations of different
   * integrations. The rotation of the first access token may come earlier.
   */
  readonly rotationSpread: number;
  /** Time between two probes of a published access token. */
  readonly probeIntervalMs: number;
  /** Assumed lifetime of a refresh token if Alation does not report its expiry. */
  readonly refreshTokenLifetimeMs: number;
  /** Transient failures in a row after which the warner sends an alert. */
  readonly toleratedFailures: number;
}

/** The defaults: a sweep every 15 minutes, rotation at half the lifetime, hourly probes, 60 days for a refresh token. */
export const defaultPolicy: RotationPolicy = {
  intervalMs: 15 * MINUTE_MS,
  renewalFraction: 0.5,
  rotationSpread: 0.1,
  probeIntervalMs: 60 * MINUTE_MS,
  refreshTokenLifetimeMs: 60 * DAY_MS,
  toleratedFailures: 4,
};
