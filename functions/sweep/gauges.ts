import { needsOperator } from '../integration/failure.ts';
import type { AccessTokenState, IntegrationState } from '../integration/integration-state.ts';
import type { Clock } from '../integration/ports.ts';
import { remainingFraction } from '../rotation/rotation-time.ts';
import { HOUR_MS } from '../time.ts';

/** The state of the integrations of a sweep in four numbers. A paused integration counts only in `integrations`. */
export interface SweepGauges {
  readonly integrations: number;
  /** Integrations that are failing or rejected, or whose state cannot be read or saved. */
  readonly integrationsFailing: number;
  /**
   * The shortest remaining lifetime of any published access token, in hours, below zero after its expiry. Undefined
   * when no access token is published.
   */
  readonly minimumRunwayHours: number | undefined;
  /**
   * The smallest remaining lifetime, in percent of the lifetime of that access token. Lifetimes differ, so another
   * access token may be the first to expire.
   */
  readonly minimumRemainingLifetimePercent: number | undefined;
}

/** What one integration adds to the gauges. */
export interface GaugeShare {
  readonly failing: boolean;
  /** The published access token; undefined when none is published or the integration is paused. */
  readonly accessToken: Pick<AccessTokenState, 'issuedAt' | 'expiresAt'> | undefined;
}

/**
 * An integration's share. A paused integration adds neither a failure nor an expiry: its expiring access token would
 * hide the access tokens of other integrations.
 */
export function gaugeShare(state: IntegrationState): GaugeShare {
  return {
    failing: !state.paused && needsOperator(state),
    accessToken: state.paused ? undefined : state.accessToken,
  };
}

/** Adds up shares one by one, so that memory does not grow with the number of integrations. */
export function sweepGauges(clock: Pick<Clock, 'now'>): {
  add(share: GaugeShare): void;
  read(): SweepGauges;
} {
  let integrations = 0;
  let integrationsFailing = 0;
  let nearestExpiry = Infinity;
  let smallestPercent = Infinity;
  return {
    add({ failing, accessToken }) {
      integrations += 1;
      if (failing) integrationsFailing += 1;
      if (accessToken === undefined) return;
      nearestExpiry = Math.min(nearestExpiry, accessToken.expiresAt);
      smallestPercent = Math.min(smallestPercent, 100 * remainingFraction(accessToken, clock.now()));
    },
    read: () => ({
      integrations,
      integrationsFailing,
      minimumRunwayHours: nearestExpiry === Infinity ? undefined : (nearestExpiry - clock.now()) / HOUR_MS,
      minimumRemainingLifetimePercent: smallestPercent === Infinity ? undefined : smallestPercent,
    }),
  };
}
