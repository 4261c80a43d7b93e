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
  const made = rotationWorld(options);
  made.integrationWith('bi', options.refreshTokens);
  return made;
}

test.each(BEHAVIOURS)(
  'two concurrent rotators leave consumers an active access token in any interleaving: $refreshTokens credential(s), $supersession',
  async (options) => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.boolean(), async (scheduler, isFirst) => {
        const one = worldWith(options);
        if (!isFirst) {
          await one.sweep();
          one.clock.moveBy(12 * HOUR_MS);
        }
        await sweepTwice(one, scheduler);
        await one.sweep();
        one.clock.moveBy(INTERVAL_MS);
        await one.sweep();
        expect(one.consumerIsServed('bi')).toBe(true);
        expect(one.stateOf('bi').status?.state).toBe('fresh');
      }),
      { numRuns: 300 },
    );
  },
);

test.each(BEHAVIOURS.filter(({ supersession }) => supersession === 'coexist'))(
  'where access tokens coexist, two concurrent rotators write one version ($refreshTokens credential(s))',
  async (options) => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const one = worldWith(options);
        await one.sweep();
        one.clock.moveBy(12 * HOUR_MS);
        await sweepTwice(one, scheduler);
        expect(one.store.accessTokenVersions('bi')).toHaveLength(2);
      }),
      { numRuns: 200 },
    );
  },
);

test('two concurrent rotators write no version beyond the quota in any interleaving', async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), fc.integer({ min: 95, max: 100 }), async (scheduler, versions) => {
      const one = worldWith(BEHAVIOURS[0]);
      await one.sweep();
      const { text } = one.store.currentAccessToken('bi') ?? {};
      for (let more = 1; more < versions; more++) one.store.putForeignAccessToken('bi', text);
      one.store.loseTags('bi');
      one.clock.moveBy(12 * HOUR_MS);
      await sweepTwice(one, scheduler);
      const codes = one.log.map(({ fields }) => fields['code']);
      expect(codes).not.toContain('PublishFailed');
      expect(versions < 98 || codes.includes('VersionQuotaReached')).toBe(true);
      expect(one.consumerIsServed('bi')).toBe(true);
    }),
    { numRuns: 300 },
  );
});

test('days of doubled sweeps keep one active access token per rotation', async () => {
  const one = worldWith(BEHAVIOURS[0]);
  for (let sweep = 0; sweep < (5 * DAY_MS) / INTERVAL_MS; sweep++) {
    await Promise.all([one.sweep(), one.sweep()]);
    expect(one.consumerIsServed('bi')).toBe(true);
    one.clock.moveBy(INTERVAL_MS);
  }
});

test.each([1, 2] as const)(
  'the next sweep recovers from a rotator that revokes what another rotator publishes, and crashes (%i credential(s))',
  async (refreshTokens) => {
    const one = worldWith({ refreshTokens, supersession: 'revokes-previous' });
    await one.sweep();
    one.clock.moveBy(12 * HOUR_MS);
    const { promise: hasMinted, resolve: resolveMinted } = Promise.withResolvers<void>();
    const { promise: hasVerified, resolve: resolveVerified } = Promise.withResolvers<void>();
    const crashing = one.rotator({
      before: ({ operation }) => (operation === 'mint' ? hasVerified : undefined),
      after({ operation }) {
        if (operation !== 'mint') return;
        resolveMinted();
        return new Promise<void>(() => {});
      },
    });
    const surviving = one.rotator({
      after({ operation }) {
        if (operation !== 'verify') return;
        resolveVerified();
        return hasMinted;
      },
    });
    void one.sweep(crashing);
    await one.sweep(surviving);
    expect(one.consumerIsServed('bi')).toBe(false);
    one.clock.moveBy(INTERVAL_MS);
    await one.sweep();
    expect(one.consumerIsServed('bi')).toBe(true);
  },
);
