import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { rotationWorld } from '../../support/rotation-world.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../support/rotation-world.ts';
import type { World } from '../../support/rotation-world.ts';

const INTERVAL_MS = 15 * MINUTE_MS;
const BEHAVIOURS = [
  { refreshTokens: 1, supersession: 'revokes-previous' },
  { refreshTokens: 1, supersession: 'coexist' },
  { refreshTokens: 2, supersession: 'revokes-previous' },
  { refreshTokens: 2, supersession: 'coexist' },
] as const;

/** Runs two concurrent sweeps. The scheduler orders their calls and their sleeps. */
async function sweepTwice(world: World, scheduler: fc.Scheduler): Promise<void> {
  const inAnyOrder = () => scheduler.schedule(Promise.resolve());
  const rotators = [0, 1].map(() => ({
    ...world.rotator({ before: inAnyOrder, after: inAnyOrder }),
    clock: { now: () => world.clock.now(), sleep: inAnyOrder },
  }));
  await scheduler.waitFor(Promise.all(rotators.map((rotator) => world.sweep(rotator))));
}

function worldWith(options: (typeof BEHAVIOURS)[number]): World {
  const world = rotationWorld(options);
  world.integrationWith('bi', options.refreshTokens);
  return world;
}

test.each(BEHAVIOURS)(
  'two concurrent rotators leave consumers an active access token in any interleaving: $refreshTokens credential(s), $supersession',
  async (options) => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.boolean(), async (scheduler, isFirst) => {
        const world = worldWith(options);
        if (!isFirst) {
          await world.sweep();
          world.clock.moveBy(12 * HOUR_MS);
        }
        await sweepTwice(world, scheduler);
        await world.sweep();
        world.clock.moveBy(INTERVAL_MS);
        await world.sweep();
        expect(world.consumerIsServed('bi')).toBe(true);
        expect(world.stateOf('bi').status?.state).toBe('fresh');
      }),
      { numRuns: 300 },
    );
  },
);

test.each(BEHAVIOURS.filter(({ supersession }) => supersession === 'coexist'))(
  'where access tokens coexist, two concurrent rotators write one version: $refreshTokens credential(s)',
  async (options) => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const world = worldWith(options);
        await world.sweep();
        world.clock.moveBy(12 * HOUR_MS);
        await sweepTwice(world, scheduler);
        expect(world.store.accessTokenVersions('bi')).toHaveLength(2);
      }),
      { numRuns: 200 },
    );
  },
);

test('two concurrent rotators write no version beyond the quota in any interleaving', async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), fc.integer({ min: 95, max: 100 }), async (scheduler, versions) => {
      const world = worldWith(BEHAVIOURS[0]);
      await world.sweep();
      const { text } = world.store.currentAccessToken('bi') ?? {};
      for (let more = 1; more < versions; more++) world.store.putForeignAccessToken('bi', text);
      world.store.loseTags('bi');
      world.clock.moveBy(12 * HOUR_MS);
      await sweepTwice(world, scheduler);
      const codes = world.log.map(({ fields }) => fields['code']);
      expect(codes).not.toContain('PublishFailed');
      expect(versions < 98 || codes.includes('VersionQuotaReached')).toBe(true);
      expect(world.consumerIsServed('bi')).toBe(true);
    }),
    { numRuns: 300 },
  );
});

test('consumers are served through five days in which two sweeps run at the same time', async () => {
  const world = worldWith(BEHAVIOURS[0]);
  for (let sweep = 0; sweep < (5 * DAY_MS) / INTERVAL_MS; sweep++) {
    await Promise.all([world.sweep(), world.sweep()]);
    expect(world.consumerIsServed('bi')).toBe(true);
    world.clock.moveBy(INTERVAL_MS);
  }
});

test.each([1, 2] as const)(
  'the next sweep recovers from a rotator that revokes the access token of another rotator and crashes: %i credential(s)',
  async (refreshTokens) => {
    const world = worldWith({ refreshTokens, supersession: 'revokes-previous' });
    await world.sweep();
    world.clock.moveBy(12 * HOUR_MS);
    const { promise: hasMinted, resolve: resolveMinted } = Promise.withResolvers<void>();
    const { promise: hasVerified, resolve: resolveVerified } = Promise.withResolvers<void>();
    const crashing = world.rotator({
      before: ({ operation }) => (operation === 'mint' ? hasVerified : undefined),
      after({ operation }) {
        if (operation !== 'mint') return;
        resolveMinted();
        return new Promise<void>(() => {});
      },
    });
    const surviving = world.rotator({
      after({ operation }) {
        if (operation !== 'verify') return;
        resolveVerified();
        return hasMinted;
      },
    });
    void world.sweep(crashing);
    await world.sweep(surviving);
    expect(world.consumerIsServed('bi')).toBe(false);
    world.clock.moveBy(INTERVAL_MS);
    await world.sweep();
    expect(world.consumerIsServed('bi')).toBe(true);
  },
);
