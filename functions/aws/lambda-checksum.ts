import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto';

/**
 * Replaces `@smithy/core/checksum` in the Lambda bundles; esbuild's `alias` points that module here.
 *
 * The SDK uses that module only for SHA-256, to sign requests (Signature Version 4). Its own class contains a second SHA-256 in
 * JavaScript, for a Node.js without `node:crypto`: 4 KB of unused code per bundle.
 */
export class Sha256 {
  readonly digestLength = 32;
  readonly #create: () => Hash | Hmac;
  #hash: Hash | Hmac;

  /** @param secret the key of an HMAC; undefined for a plain hash */
  constructor(secret?: string | Uint8Array) {
    this.#create = () => (secret === undefined ? createHash('sha256') : createHmac('sha256', secret));
    this.#hash = this.#create();
  }

  update(data: Uint8Array): void {
    this.#hash.update(data);
  }

  /** The SDK calls `digest` once for each hash. */
  async digest(): Promise<Uint8Array> {
    return new Uint8Array(this.#hash.digest());
  }

  reset(): void {
    this.#hash = this.#create();
  }
}
