import { expect, test } from 'vitest';
import { Tag } from '../../../functions/contract.ts';
import { parseTagFields } from '../../../functions/integration/tag-fields.ts';
import type { SweepDependencies } from '../../../functions/sweep/sweep.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, rotationWorld, type World } from '../../support/rotation-world.ts';

const INTERVAL_MS = 15 * MINUTE_MS;

/** A rotator whose clock is ahead, so that the times of its access tokens are ahead. */
function rotatorAhead({ rotator, clock }: World, aheadMs: number): SweepDependencies {
  const deps = rotator();
  return {
    ...deps,
    clock: { now: () => clock.now() + aheadMs, sleep: clock.sleep },
    endpoints: {
      ...deps.endpoints,
      async mint(...args) {
        const minted = await deps.endpoints.mint(...args);
        return { ...minted, issuedAt: minted.issuedAt + aheadMs, expiresAt: minted.expiresAt + aheadMs };
      },
    },
  };
}

test.each([
  { days: 10, credentials: 1 },
  { days: 10, credentials: 2 },
  { days: 1_000, credentials: 2 },
])(
  'a clock that was $days days ahead in one sweep stops no later rotation of an integration with $credentials credential(s)',
  async ({ days, credentials }) => {
    const world = rotationWorld();
    const refreshTokens = world.integrationWith('bi', credentials);
    const mints = () => refreshTokens.reduce((sum, one) => sum + world.alation.mintsOf(one), 0);
    await world.sweep();
    world.clock.moveBy(INTERVAL_MS);

    const endsAt = world.clock.now() + days * DAY_MS + 15 * MINUTE_MS;
    const ahead = rotatorAhead(world, days * DAY_MS);
    await world.sweep(ahead, { remainingMs: () => endsAt - ahead.clock.now() });
    expect(mints()).toBe(2);
    const issued = parseTagFields(world.store.tagsOf('bi')[Tag.accessToken])['issued'];
    expect(Date.parse(issued ?? '')).toBeGreaterThan(world.clock.now() + HOUR_MS);

    for (let sweep = 0; sweep < 2 * 96; sweep++) {
      world.clock.moveBy(INTERVAL_MS);
      const { gauges } = await world.sweep();
      expect(gauges?.minimumRunwayHours).toBeLessThanOrEqual(24);
      expect(world.consumerIsServed('bi')).toBe(true);
    }
    // Two rotations a day, and at most one more.
    expect(mints()).toBeGreaterThanOrEqual(2 + 4);
    expect(mints()).toBeLessThanOrEqual(2 + 5);
    expect(world.stateOf('bi').status).toMatchObject({ state: 'fresh' });
  },
);
