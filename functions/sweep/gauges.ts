import { needsPerson } from '../integration/failure.ts';
import type { IntegrationState } from '../integration/integration-state.ts';
import { HOUR_MS } from '../time.ts';

/** The state of all integrations in a few numbers, however many there are. */
export interface SweepGauges {
  /** Integrations seen. */
  readonly integrations: number;
  /** Those a person should look at: failing or rejected. */
  readonly integrationsFailing: number;
  /** Least hours of life left in any published access token, below zero when one is dead; undefined without any. */
  readonly minimumRunwayHours: number | undefined;
}

/** What one integration adds to the gauges. */
export interface GaugeShare {
  readonly failing: boolean;
  /** Expiry of the published access token; undefined when none counts. */
  readonly expiresAt: number | undefined;
}

/** An integration's share. Nobody waits for a paused one: it has no runway, and hides no other one's failure. */
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
