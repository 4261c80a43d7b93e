import { MINUTE_MS, DAY_MS } from '../time.ts';

/** The settings decisions depend on. All durations in ms. */
export interface RotationPolicy {
  /** Between two ticks of the schedule. */
  readonly intervalMs: number;
  /** Part of an access token's life after which it is renewed at the latest. */
  readonly renewalFraction: number;
  /** Part of an access token's life over which renewals of different integrations are spread. */
  readonly renewalSpread: number;
  /** Between two probes of a published access token. */
  readonly probeIntervalMs: number;
  /** What a refresh token is taken to live when Alation cannot be asked. */
  readonly refreshTokenLifetimeMs: number;
  /** Passing failures in a row after which a person is told. */
  readonly quietFailures: number;
}

/** The defaults: a 15 minute tick, renewal at half the life, hourly probes, 60 days for a refresh token. */
export const defaultPolicy: RotationPolicy = {
  intervalMs: 15 * MINUTE_MS,
  renewalFraction: 0.5,
  renewalSpread: 0.1,
  probeIntervalMs: 60 * MINUTE_MS,
  refreshTokenLifetimeMs: 60 * DAY_MS,
  quietFailures: 4,
};
