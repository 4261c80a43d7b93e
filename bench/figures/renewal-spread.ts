import { defaultPolicy } from '../../functions/integration/policy.ts';
import { renewalTimeOf, renewalModeOf } from '../../functions/rotation/renewal-time.ts';
import { integrationName } from '../names.ts';
import { DAY_MS } from '../../functions/time.ts';

/** How renewals fall on the ticks of one day. */
export interface RenewalDay {
  /** From 1. */
  readonly day: number;
  readonly renewals: number;
  /** Of the busiest tick. */
  readonly mostInTick: number;
  /** The busiest tick's renewals over those of an average tick. */
  readonly peakToMean: number;
}

/**
 * Follows so many integrations, all onboarded at the same moment, through days of ticks at the stack's defaults: each
 * tick renews what is due, as fast as the writes allow.
 *
 * @param credentials of each integration
 */
export function renewalDays(
  integrations: number,
  credentials: number,
  days: number,
  writesPerSecond: number,
): readonly RenewalDay[] {
  const stored = Array.from({ length: credentials }, (_, index) => ({
    name: String(index),
    state: 'active' as const,
  }));
  const dueAfter = (integration: string, issuedAt: number, isFirst = false): number => {
    const accessToken = { issuedAt, expiresAt: issuedAt + DAY_MS, isFirst, credential: '0' };
    return renewalTimeOf(integration, accessToken, defaultPolicy, renewalModeOf(accessToken, stored));
  };
  const { intervalMs } = defaultPolicy;
  const ticksPerDay = DAY_MS / intervalMs;
  const names = Array.from({ length: integrations }, (_, index) => integrationName(index));
  const dueAt = names.map((name, index) => dueAfter(name, index * (1_000 / writesPerSecond), true));

  return Array.from({ length: days }, (_, day) => {
    const ofTicks = Array.from({ length: ticksPerDay }, (__, tick) => {
      const now = (day * ticksPerDay + tick) * intervalMs;
      let renewals = 0;
      for (const [index, name] of names.entries()) {
        if ((dueAt[index] ?? Infinity) > now) continue;
        dueAt[index] = dueAfter(name, now + renewals * (1_000 / writesPerSecond));
        renewals += 1;
      }
      return renewals;
    });
    const renewals = ofTicks.reduce((sum, one) => sum + one, 0);
    const mostInTick = Math.max(...ofTicks);
    return { day: day + 1, renewals, mostInTick, peakToMean: mostInTick / (renewals / ticksPerDay) };
  });
}
