import { createHash } from 'node:crypto';

/** Identifiers that are the same in every run with the same seed. */
export interface IdSource {
  /** Returns a different UUID for each call. */
  uuid(purpose: string): string;
  /** Six letters and digits, as at the end of the ARN of a secret. */
  suffix(purpose: string): string;
}

const ALPHANUMERIC = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** Derives identifiers from the seed, the purpose, and the number of earlier calls with that purpose. */
export function seededIds(seed: string): IdSource {
  const counts = new Map<string, number>();
  const digest = (purpose: string): Buffer => {
    const count = counts.get(purpose) ?? 0;
    counts.set(purpose, count + 1);
    return createHash('sha256')
      .update(JSON.stringify([seed, purpose, count]))
      .digest();
  };
  return {
    uuid: (purpose) => {
      const hex = digest(purpose).toString('hex');
      return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
    },
    suffix: (purpose) =>
      Array.from(digest(purpose).subarray(0, 6), (byte) =>
        ALPHANUMERIC.charAt(byte % ALPHANUMERIC.length),
      ).join(''),
  };
}
