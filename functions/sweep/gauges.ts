import { needsPerson } from '../integration/failure.ts';
import type { IntegrationState } from '../integration/integration-state.ts';
import { HOUR_MS } from '../time.ts';

/** The state of all integrations in three numbers. */
export interface SweepGauges {
  readonly integrations: number;
  /** Integrations that need an operator: failing or rejected. */
  readonly integrationsFailing: number;
  /**
   * The shortest remaining lifetime of any published access token, in hours, below zero after its expiry. Undefined
   * when no access token is published.
   */
  readonly minimumRunwayHours: number | undefined;
}

/** What one integration adds to the gauges. */
export interface GaugeShare {
  readonly failing: boolean;
  /** Expiry of the published access token, ms since the epoch; undefined when none is published or the integration is paused. */
  readonly expiresAt: number | undefined;
}

/**
 * An integration's share. A paused integration adds neither a failure nor an expiry, because its expiring access token
 * would hide those of other integrations.
 */
export function gaugeShare(state: IntegrationState): GaugeShare {
  return {
    failing: !state.paused && needsPerson(state),
    expiresAt: state.paused ? undefined : state.accessToken?.expiresAt,
  };
}

/** Adds up shares one by one, so that memory does not grow with the number of integrations. */
export function sweepGauges(): { add(share: GaugeShare): void; read(now: number): SweepGauges } {
  let integrations = 0;
  let integrationsFailing = 0;
  let nearestExpiry = Infinity;
  return {
    add(share) {
      integrations += 1;
      if (share.failing) integrationsFailing += 1;
      nearestExpiry = Math.min(nearestExpiry, share.expiresAt ?? Infinity);
    },
    read(now) {
      const minimumRunwayHours = nearestExpiry === Infinity ? undefined : (nearestExpiry - now) / HOUR_MS;
      return { integrations, integrationsFailing, minimumRunwayHours };
    },
  };
}
