import type { Random } from '../../../functions/integration/ports.ts';
import { seededRandom } from '../../support/seeded-random.ts';

/** All random choices of a run, drawn from one seed. */
export interface Draw {
  readonly random: Random;
  /** True with this probability. */
  chance(probability: number): boolean;
  /** A whole number, both ends included. */
  between(least: number, most: number): number;
  pick<const T>(choices: readonly [T, ...T[]]): T;
  /** A choice by weight. */
  weighted<T>(choices: readonly [readonly [number, T], ...(readonly [number, T])[]]): T;
  /** Independent choices: what one part of a run draws does not change what another part draws. */
  fork(): Draw;
}

/** The choices of a seed: the same for the same seed. */
export function draw(seed: number): Draw {
  const random = seededRandom(seed);
  const between = (least: number, most: number) => least + Math.floor(random() * (most - least + 1));
  return {
    random,
    chance: (probability) => random() < probability,
    between,
    pick: ([first, ...others]) => {
      const at = between(0, others.length);
      return at === 0 ? first : (others[at - 1] ?? first);
    },
    weighted: ([first, ...others]) => {
      const total = others.reduce((sum, [weight]) => sum + weight, first[0]);
      let left = random() * total - first[0];
      if (left < 0) return first[1];
      for (const [weight, choice] of others) {
        left -= weight;
        if (left < 0) return choice;
      }
      return first[1];
    },
    fork: () => draw(Math.floor(random() * 2 ** 32)),
  };
}
