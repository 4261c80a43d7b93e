import { expect, test } from 'vitest';
import { invariants } from '../invariants/all.ts';
import { breaks, isCaught, titleOf } from './breaks.ts';
import seeds from './seeds.json' with { type: 'json' };

/** A seed that shows each break, by the title of the break. */
const seedOf = new Map(Object.entries(seeds));

test.each(breaks.map((one) => [titleOf(one), one] as const))(
  'the simulation catches that %s',
  async (title, one) => {
    const seed = seedOf.get(title);
    if (seed !== undefined && (await isCaught(one, seed))) return;
    expect.fail(
      `${seed === undefined ? 'seeds.json has no seed for this break' : `Seed ${seed} does not show this break`}. ` +
        'Histories change when the simulation or the rotator does. ' +
        'Run `npm run simulate:breaks`: it searches seeds 1 to 1,000 and writes seeds.json. ' +
        'If it finds no seed, the simulation can no longer catch this break: repair the simulation.',
    );
  },
);

test('every invariant catches a break', () => {
  expect(new Set(breaks.map(({ invariant }) => invariant))).toEqual(new Set(invariants));
});

test('seeds.json holds the seed of each break and of nothing else', () => {
  expect([...seedOf.keys()]).toEqual(breaks.map(titleOf));
});
