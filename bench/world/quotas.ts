/** The quotas of Secrets Manager. */
export interface Quotas {
  /** Counts a call. Returns whether it is within its quota; `now` in ms. */
  allow(operation: string, now: number): boolean;
  /** Number of calls above their quota so far. */
  refused(): number;
}

/**
 * Calls a second that Secrets Manager allows per account and Region. Operations with the same bucket share a quota.
 *
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_limits.html
 */
const BUCKETS: Readonly<Record<string, { readonly bucket: string; readonly perSecond: number }>> = {
  PutSecretValue: { bucket: 'write', perSecond: 50 },
  UpdateSecret: { bucket: 'write', perSecond: 50 },
  UpdateSecretVersionStage: { bucket: 'write', perSecond: 50 },
  TagResource: { bucket: 'tag', perSecond: 50 },
  UntagResource: { bucket: 'tag', perSecond: 50 },
  ListSecrets: { bucket: 'list', perSecond: 100 },
  BatchGetSecretValue: { bucket: 'batch', perSecond: 100 },
  GetSecretValue: { bucket: 'read', perSecond: 10_000 },
  DescribeSecret: { bucket: 'describe', perSecond: 40_000 },
};

/** Creates full token buckets. Each bucket holds the calls of one second. */
export function secretsManagerQuotas(): Quotas {
  const buckets = new Map<string, { left: number; at: number }>();
  let refused = 0;
  return {
    allow(operation, now) {
      const quota = BUCKETS[operation];
      if (quota === undefined) return true;
      const bucket = buckets.get(quota.bucket) ?? { left: quota.perSecond, at: now };
      buckets.set(quota.bucket, bucket);
      const refilled = bucket.left + (Math.max(0, now - bucket.at) / 1_000) * quota.perSecond;
      bucket.left = Math.min(quota.perSecond, refilled);
      bucket.at = Math.max(bucket.at, now);
      if (bucket.left < 1) {
        refused += 1;
        return false;
      }
      bucket.left -= 1;
      return true;
    },
    refused: () => refused,
  };
}
