import { createHash, randomBytes } from 'node:crypto';

/** Returns this many random bytes. */
export type RandomBytes = (size: number) => Uint8Array;

/** Random bytes of the operating system. */
export const systemBytes: RandomBytes = (size) => randomBytes(size);

/**
 * Creates a source that returns the same bytes for the same seed (SHA-256 of the seed and a counter). The bytes are not
 * suitable for real secrets.
 */
export function seededBytes(seed: number): RandomBytes {
  let block = 0;
  const next = (): Buffer => createHash('sha256').update(`${seed} ${block++}`).digest();
  return (size) => {
    const blocks = Array.from({ length: Math.ceil(size / 32) }, next);
    return Buffer.concat(blocks).subarray(0, size);
  };
}

/** Random text that needs no escape in URLs, headers and shells. */
export function opaque(random: RandomBytes, size: number): string {
  return Buffer.from(random(size)).toString('base64url');
}
