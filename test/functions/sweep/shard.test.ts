import { expect, test } from 'vitest';
import { hashFraction } from '../../../functions/rotation/rotation-time.ts';
import { isInShard } from '../../../functions/sweep/shard.ts';

const integrations = Array.from({ length: 2_000 }, (_, index) => `integration-${index}`);
const partsOf = (of: number) =>
  Array.from({ length: of }, (_, shard) => integrations.filter((name) => isInShard(name, { shard, of })));

test.each([1, 2, 3, 7, 16])('each integration belongs to exactly one of %i shards', (of) => {
  expect(partsOf(of).flat().toSorted()).toEqual(integrations.toSorted());
});

test('shards are about equally large', () => {
  const sizes = partsOf(8).map((part) => part.length);
  expect(Math.min(...sizes) / (2_000 / 8)).toBeGreaterThan(0.75);
  expect(Math.max(...sizes) / (2_000 / 8)).toBeLessThan(1.25);
});

test('the rotations of one shard are spread over the day like those of all integrations', () => {
  for (const part of partsOf(4)) {
    const early = part.filter((name) => hashFraction(name) < 0.5).length / part.length;
    expect(early).toBeGreaterThan(0.4);
    expect(early).toBeLessThan(0.6);
  }
});
