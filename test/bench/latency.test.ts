import { expect, test } from 'vitest';
import { quantile } from '../../bench/figures/statistics.ts';
import { sampleLatency } from '../../bench/latency.ts';
import { seededRandom } from '../../local/run/seeded-random.ts';

test('latencies have the wanted percentiles', () => {
  const random = seededRandom(1);
  const values = Array.from({ length: 20_000 }, () => sampleLatency({ p50: 300, p99: 1_500 }, random));

  expect(quantile(values, 0.5) / 300).toBeCloseTo(1, 1);
  expect(quantile(values, 0.99) / 1_500).toBeCloseTo(1, 1);
});

test('every latency is the same if both percentiles are the same', () => {
  expect(sampleLatency({ p50: 20, p99: 20 }, seededRandom(1))).toBe(20);
});
