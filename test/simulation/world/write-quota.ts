import { SECOND_MS } from '../../../functions/time.ts';

/**
 * AWS's quota, for puts and for tags alike:
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_limits.html
 */
const QUOTA_PER_SECOND = 50;

/**
 * Secrets Manager's quota for one kind of write, shared by all programs of the account. Each call
 * says whether one more write is allowed now, and counts an allowed write.
 *
 * @param others number of writes a second by other programs of the account
 */
export function writeQuota(others: number, now: () => number): () => boolean {
  let recent: number[] = [];
  return () => {
    recent = recent.filter((at) => at > now() - SECOND_MS);
    if (recent.length + others >= QUOTA_PER_SECOND) return false;
    recent.push(now());
    return true;
  };
}
