import { createHash } from 'node:crypto';

/** A part of all integrations: number `shard`, from 0, of `of` parts. */
export interface Shard {
  readonly shard: number;
  readonly of: number;
}

/**
 * Whether an integration belongs to a shard: every integration to exactly one, always the same, each shard having
 * about as many. The digits of the hash are others than those that spread renewals, or each shard would renew all of
 * its integrations at the same time of day.
 */
export function isInShard(integration: string, { shard, of }: Shard): boolean {
  const hash = createHash('sha256').update(integration).digest();
  return hash.readUInt32BE(4) % of === shard;
}
