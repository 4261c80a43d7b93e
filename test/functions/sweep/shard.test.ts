import { expect, test } from 'vitest';
import { hashFraction } from '../../../functions/rotation/renewal-time.ts';
import { isInShard } from '../../../functions/sweep/shard.ts';

const integrations = Array.from({ length: 2_000 }, (_, index) => `integration-${index}`);
const partsOf = (of: number) =>
  Array.from({ length: of }, (_, shard) => integrations.filter((name) => isInShard(name, { shard, of })));

test.each([1, 2, 3, 7, 16])('%i shards hold every integration once', (of) => {
  expect(partsOf(of).flat().toSorted()).toEqual(integrations.toSorted());
});

test('shards are of about the same size', () => {
  const sizes = partsOf(8).map((part) => part.length);
  expect(Math.min(...sizes) / (2_000 / 8)).toBeGreaterThan(0.75);
  expect(Math.max(...sizes) / (2_000 / 8)).toBeLessThan(1.25);
});

test('the integrations of one shard renew as spread out as all of them', () => {
  for (const part of partsOf(4)) {
    const early = part.filter((name) => hashFraction(name) < 0.5).length / part.length;
    expect(early).toBeGreaterThan(0.4);
    expect(early).toBeLessThan(0.6);
  }
});
