import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { rotationWorld } from '../../support/rotation-world.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../support/rotation-world.ts';
import type { World } from '../../support/rotation-world.ts';

const TICK_MS = 15 * MINUTE_MS;
const BEHAVIOURS = [
  { refreshTokens: 1, supersession: 'revokes-previous' },
  { refreshTokens: 1, supersession: 'coexist' },
  { refreshTokens: 2, supersession: 'revokes-previous' },
  { refreshTokens: 2, supersession: 'coexist' },
] as const;

/** Two ticks at once, their calls and naps in the order of the scheduler. */
async function tickTwice(world: World, scheduler: fc.Scheduler): Promise<void> {
  const inAnyOrder = () => scheduler.schedule(Promise.resolve());
  const rotators = [0, 1].map(() => ({
    ...world.rotator({ before: inAnyOrder, after: inAnyOrder }),
    clock: { now: () => world.clock.now(), sleep: inAnyOrder },
  }));
  await scheduler.waitFor(Promise.all(rotators.map((rotator) => world.tick(rotator))));
}

function worldWith(options: (typeof BEHAVIOURS)[number]): World {
  const made = rotationWorld(options);
  made.integrationWith('bi', options.refreshTokens);
  return made;
}

test.each(BEHAVIOURS)(
  'two rotators at once, $refreshTokens credential(s), $supersession: in any interleaving consumers end up with a live access token',
  async (options) => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.boolean(), async (scheduler, isFirst) => {
        const one = worldWith(options);
        if (!isFirst) {
          await one.tick();
          one.clock.moveBy(12 * HOUR_MS);
        }
        await tickTwice(one, scheduler);
        await one.tick();
        one.clock.moveBy(TICK_MS);
        await one.tick();
        expect(one.consumerIsServed('bi')).toBe(true);
        expect(one.recordOf('bi').status?.state).toBe('fresh');
      }),
      { numRuns: 300 },
    );
  },
);

test.each(BEHAVIOURS.filter(({ supersession }) => supersession === 'coexist'))(
  'where access tokens coexist two rotators at once write one version ($refreshTokens credential(s))',
  async (options) => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const one = worldWith(options);
        await one.tick();
        one.clock.moveBy(12 * HOUR_MS);
        await tickTwice(one, scheduler);
        expect(one.store.accessTokenVersions('bi')).toHaveLength(2);
      }),
      { numRuns: 200 },
    );
  },
);

test('days of doubled sweeps keep one active access token per rotation', async () => {
  const one = worldWith(BEHAVIOURS[0]);
  for (let tick = 0; tick < (5 * DAY_MS) / TICK_MS; tick++) {
    await Promise.all([one.tick(), one.tick()]);
    expect(one.consumerIsServed('bi')).toBe(true);
    one.clock.moveBy(TICK_MS);
  }
});

test.each([1, 2] as const)(
  'a rotator that kills what another one publishes, and dies, is made good by the next tick (%i credential(s))',
  async (refreshTokens) => {
    const one = worldWith({ refreshTokens, supersession: 'revokes-previous' });
    await one.tick();
    one.clock.moveBy(12 * HOUR_MS);
    const { promise: hasMinted, resolve: tellMinted } = Promise.withResolvers<void>();
    const { promise: hasVerified, resolve: tellVerified } = Promise.withResolvers<void>();
    const dying = one.rotator({
      before: ({ operation }) => (operation === 'mint' ? hasVerified : undefined),
      after({ operation }) {
        if (operation !== 'mint') return;
        tellMinted();
        return new Promise<void>(() => {});
      },
    });
    const surviving = one.rotator({
      after({ operation }) {
        if (operation !== 'verify') return;
        tellVerified();
        return hasMinted;
      },
    });
    void one.tick(dying);
    await one.tick(surviving);
    expect(one.consumerIsServed('bi')).toBe(false);
    one.clock.moveBy(TICK_MS);
    await one.tick();
    expect(one.consumerIsServed('bi')).toBe(true);
  },
);
