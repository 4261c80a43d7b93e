import { defaultPolicy } from '../../functions/integration/policy.ts';
import { rotationTimeOf, renewalModeOf } from '../../functions/rotation/rotation-time.ts';
import { integrationName } from '../names.ts';
import { DAY_MS } from '../../functions/time.ts';

/** How rotations are spread over the sweeps of one day. */
export interface RotationDay {
  /** Counted from 1. */
  readonly day: number;
  readonly rotations: number;
  /** Rotations of the busiest sweep. */
  readonly mostInSweep: number;
  /** Rotations of the busiest sweep, divided by the rotations of an average sweep. */
  readonly peakToMean: number;
}

/**
 * Simulates integrations that were all onboarded at the same moment, with the stack's default settings. Each sweep
 * rotates the due access tokens, as fast as the rate limit of writes allows.
 *
 * @param credentials number of credentials of each integration
 */
export function rotationDays(
  integrations: number,
  credentials: number,
  days: number,
  writesPerSecond: number,
): readonly RotationDay[] {
  const stored = Array.from({ length: credentials }, (_, index) => ({
    name: String(index),
    state: 'active' as const,
  }));
  const dueAfter = (integration: string, issuedAt: number, isFirst = false): number => {
    const accessToken = { issuedAt, expiresAt: issuedAt + DAY_MS, isFirst, credential: '0' };
    return rotationTimeOf(integration, accessToken, defaultPolicy, renewalModeOf(accessToken, stored));
  };
  const { intervalMs } = defaultPolicy;
  const sweepsPerDay = DAY_MS / intervalMs;
  const names = Array.from({ length: integrations }, (_, index) => integrationName(index));
  const dueAt = names.map((name, index) => dueAfter(name, index * (1_000 / writesPerSecond), true));

  return Array.from({ length: days }, (_, day) => {
    const rotationsBySweep = Array.from({ length: sweepsPerDay }, (__, sweep) => {
      const now = (day * sweepsPerDay + sweep) * intervalMs;
      let rotations = 0;
      for (const [index, name] of names.entries()) {
        if ((dueAt[index] ?? Infinity) > now) continue;
        dueAt[index] = dueAfter(name, now + rotations * (1_000 / writesPerSecond));
        rotations += 1;
      }
      return rotations;
    });
    const rotations = rotationsBySweep.reduce((sum, count) => sum + count, 0);
    const mostInSweep = Math.max(...rotationsBySweep);
    return { day: day + 1, rotations, mostInSweep, peakToMean: mostInSweep / (rotations / sweepsPerDay) };
  });
}
