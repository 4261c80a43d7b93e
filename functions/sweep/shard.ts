import { createHash } from 'node:crypto';

/** A part of all integrations: number `shard`, counted from 0, of `of` parts. */
export interface Shard {
  readonly shard: number;
  readonly of: number;
}

/**
 * Whether an integration belongs to a shard. Every integration always belongs to the same single shard, and the
 * shards are about equally large. The hash uses other digits than `hashFraction`, which spreads rotations. With the same
 * digits all integrations of a shard would rotate at the same time of day.
 */
export function isInShard(integration: string, { shard, of }: Shard): boolean {
  const hash = createHash('sha256').update(integration).digest();
  return hash.readUInt32BE(4) % of === shard;
}
