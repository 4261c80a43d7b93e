import { expect, test } from 'vitest';
import { HOUR_MS, MINUTE_MS, rotationWorld } from '../../support/rotation-world.ts';

const INTERVAL_MS = 15 * MINUTE_MS;

test.each([0.1, 0.25, 0.5, 0.7, 0.9])(
  'with renewalFraction f = %d an access token stays active after a read for min(f, 1 - f) of its lifetime, minus two intervals',
  async (renewalFraction) => {
    const world = rotationWorld({ policy: { renewalFraction } });
    world.integrationWith('bi', 2);
    await world.sweep();
    const promisedMs = Math.min(renewalFraction, 1 - renewalFraction) * 24 * HOUR_MS - 2 * INTERVAL_MS;
    /** The access tokens that were read, with the time of the last read. */
    const lastRead = new Map<string, number>();
    for (let sweep = 0; sweep < 5 * 96; sweep++) {
      lastRead.set(world.published('bi') ?? '', world.clock.now());
      world.clock.moveBy(INTERVAL_MS);
      await world.sweep();
      const promised = [...lastRead].filter(([, readAt]) => world.clock.now() - readAt < promisedMs);
      expect(promised.filter(([accessToken]) => !world.alation.isActive(accessToken))).toEqual([]);
    }
    expect(lastRead.size).toBeGreaterThan(4);
  },
);
