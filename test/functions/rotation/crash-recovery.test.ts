import { expect, test } from 'vitest';
import { HOUR_MS, MINUTE_MS, rotationWorld } from '../../support/rotation-world.ts';
import type { World } from '../../support/rotation-world.ts';

const TICK_MS = 15 * MINUTE_MS;

/** A tick that dies before or after its nth call. Returns false when it came to its end without that many calls. */
async function crashingTick(world: World, at: number, when: 'before' | 'after'): Promise<boolean> {
  const { promise: crashed, resolve: crash } = Promise.withResolvers<boolean>();
  const die = ({ index }: { readonly index: number }) => {
    if (index !== at) return;
    crash(true);
    return new Promise<void>(() => {});
  };
  const ended = world.tick(world.rotator({ [when]: die })).then(() => false);
  return Promise.race([crashed, ended]);
}

async function dueWorld(refreshTokens: number, supersession: 'kills-previous' | 'coexist'): Promise<World> {
  const world = rotationWorld({ supersession });
  world.integrationWith('bi', refreshTokens);
  await world.tick();
  world.clock.moveBy(12 * HOUR_MS);
  return world;
}

test.each([
  { refreshTokens: 1, supersession: 'kills-previous' },
  { refreshTokens: 1, supersession: 'coexist' },
  { refreshTokens: 2, supersession: 'kills-previous' },
  { refreshTokens: 2, supersession: 'coexist' },
] as const)(
  'a crash at any call, $refreshTokens credential(s), $supersession: the next tick makes good',
  async ({ refreshTokens, supersession }) => {
    let crashes = 0;
    for (const when of ['before', 'after'] as const) {
      for (let at = 0; ; at++) {
        const world = await dueWorld(refreshTokens, supersession);
        if (!(await crashingTick(world, at, when))) break;
        crashes += 1;
        // Only the credential that published can kill what consumers hold.
        expect(refreshTokens === 1 || world.consumerIsServed('bi')).toBe(true);
        world.clock.moveBy(TICK_MS);
        await world.tick();
        expect(world.consumerIsServed('bi'), `${when} call ${at}`).toBe(true);
        await world.ticksFor(HOUR_MS);
        expect(world.recordOf('bi').status?.state, `${when} call ${at}`).toBe('fresh');
        expect(world.recordOf('bi').accessToken?.verified).toBe(true);
      }
    }
    expect(crashes).toBeGreaterThanOrEqual(12);
  },
);

test.each([1, 2])(
  'two crashes in a row at any two calls, %i credential(s): the tick after them makes good',
  async (refreshTokens) => {
    for (let first = 0; first < 7; first++) {
      for (let second = 0; second < 7; second++) {
        const world = await dueWorld(refreshTokens, 'kills-previous');
        await crashingTick(world, first, 'after');
        world.clock.moveBy(TICK_MS);
        await crashingTick(world, second, 'after');
        world.clock.moveBy(TICK_MS);
        await world.tick();
        expect(world.consumerIsServed('bi'), `calls ${first} and ${second}`).toBe(true);
      }
    }
  },
);
