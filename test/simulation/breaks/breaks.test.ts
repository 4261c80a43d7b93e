import { expect, test } from 'vitest';
import { invariants } from '../invariants/all.ts';
import { simulate } from '../simulate.ts';
import { breaks } from './breaks.ts';

const SEEDS = 1_000;

test.each(breaks)(
  '$what: noticed by "$invariant.name"',
  async ({ invariant, sabotage }) => {
    for (let seed = 1; seed <= SEEDS; seed++) {
      const { violations } = await simulate(seed, { sabotage });
      if (violations.some((violation) => violation.invariant === invariant.name)) return;
    }
    expect.fail(`not noticed in ${SEEDS} seeds`);
  },
  300_000,
);

test('every invariant has been seen to notice something', () => {
  expect(new Set(breaks.map(({ invariant }) => invariant))).toEqual(new Set(invariants));
});
