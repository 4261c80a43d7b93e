import { expect, test } from 'vitest';
import { runMany } from '../run-many.ts';
import { simulateIn } from '../simulate.ts';
import type { SimulationResult } from '../simulate.ts';
import { isCaught, titleOf, wireBreaks } from './wire-breaks.ts';
import { wireMode } from './wire-mode.ts';
import seeds from './wire-seeds.json' with { type: 'json' };

/** A seed that shows each break, by the title of the break. */
const seedOf = new Map<string, number>(Object.entries(seeds));
/** Seeds of different profiles. */
const TRIED = [4, 7, 9, 12];

test('over HTTP a seed gives the same history on another thread, without a violation', async () => {
  const first = new Map<number, SimulationResult>();
  for (const seed of TRIED) first.set(seed, await simulateIn(wireMode(), seed));
  expect([...first.values()].flatMap(({ violations }) => violations)).toEqual([]);
  for (const seed of TRIED) {
    await runMany({ from: seed, to: seed, wire: true }, 1, (result) => {
      expect(result).toEqual(first.get(seed));
    });
  }
}, 120_000);

test.each(wireBreaks.map((one) => [titleOf(one), one] as const))(
  'the simulation over HTTP catches that %s',
  async (title, one) => {
    const seed = seedOf.get(title);
    if (seed !== undefined && (await isCaught(one, seed))) return;
    expect.fail(
      `${seed === undefined ? 'wire-seeds.json has no seed for this break' : `Seed ${seed} does not show this break`}. ` +
        'Run `npm run simulate:breaks`: it searches seeds 1 to 300 and writes wire-seeds.json. ' +
        'If it finds no seed, the simulation can no longer catch this break: repair the simulation.',
    );
  },
);

test('wire-seeds.json holds the seed of each break and of nothing else', () => {
  expect([...seedOf.keys()]).toEqual(wireBreaks.map(titleOf));
});
