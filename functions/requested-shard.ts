import * as z from 'zod/mini';
import type { Shard } from './sweep/shard.ts';

/** More could not be told apart from a mistake: each shard lists every integration for itself. */
const MAX_SHARDS = 100;

const shard = z.looseObject({
  shard: z.int().check(z.minimum(0)),
  of: z.int().check(z.minimum(1), z.maximum(MAX_SHARDS)),
});

/**
 * The shard an invocation is for: `{"shard": 0, "of": 4}` is what the schedule of the first of four sends. Undefined,
 * which stands for all integrations, when it names none, or one that does not exist.
 */
export function requestedShard(payload: unknown): Shard | undefined {
  const parsed = shard.safeParse(payload);
  if (!parsed.success || parsed.data.shard >= parsed.data.of) return undefined;
  return { shard: parsed.data.shard, of: parsed.data.of };
}
