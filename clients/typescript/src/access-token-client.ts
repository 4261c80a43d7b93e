import { setTimeout } from 'node:timers/promises';
import type { AccessToken } from './access-token.ts';
import { AccessTokenError } from './access-token-error.ts';
import { refreshNeeded, waitAfterRead, waitsForReplacement } from './refresh.ts';
import { secretReader, type SecretRead, type SecretReaderOptions } from './secret-reader.ts';

/** Options of an AccessTokenClient. Tests replace `now`, `sleep` and `random`. */
export interface AccessTokenClientOptions extends SecretReaderOptions {
  /** @default Date.now */
  readonly now?: () => number;
  /** Waits for this many ms. */
  readonly sleep?: (ms: number) => Promise<unknown>;
  /** @default Math.random */
  readonly random?: () => number;
}

/**
 * Keeps the current access token of an integration in memory. Make one client for each integration and process, and reuse it.
 *
 * It reads the secret again once an hour and before the access token expires. After a failed read it returns the cached
 * access token until its expiry.
 */
export class AccessTokenClient {
  readonly #readSecret: () => Promise<SecretRead>;
  readonly #clock: () => number;
  readonly #sleep: (ms: number) => Promise<unknown>;
  readonly #random: () => number;
  #cached: { readonly accessToken: AccessToken; readonly readAt: number } | undefined;
  #clockOffset = 0;
  /** A time in ms since the epoch. Only a refusal allows an earlier read. */
  #noReadBefore = 0;
  #lastError: unknown;
  #reading: Promise<AccessToken> | undefined;
  #replacing: Promise<boolean> | undefined;

  constructor(options: AccessTokenClientOptions) {
    const { now = Date.now, sleep = setTimeout, random = Math.random } = options;
    this.#readSecret = secretReader(options);
    this.#clock = now;
    this.#sleep = sleep;
    this.#random = random;
  }

  /**
   * The current access token.
   *
   * @throws AccessTokenError if the client has no unexpired access token and cannot read one
   */
  async get(): Promise<AccessToken> {
    if (this.#cached === undefined) {
      return this.#unexpired(await this.#read());
    }
    const { accessToken, readAt } = this.#cached;
    const now = this.#now();
    const needed = refreshNeeded(accessToken, readAt, now);
    if (needed === 'no') return accessToken;
    if (now >= this.#noReadBefore) {
      // After a failed read the cached access token stays in use.
      const reading = this.#read().catch(() => accessToken);
      if (needed === 'wait') return this.#unexpired(await reading);
    }
    return this.#unexpired(accessToken);
  }

  /**
   * Reports that Alation refused this access token (401 or 403). Reads the secret again, and waits up to 10 seconds for a
   * new access token. Returns true if there is a new access token: then retry once. If it returns false, the refusal is
   * final.
   */
  async invalidate({ versionId }: AccessToken): Promise<boolean> {
    if (this.#cached !== undefined && this.#cached.accessToken.versionId !== versionId) return true;
    this.#replacing ??= this.#waitForReplacement(versionId).finally(() => {
      this.#replacing = undefined;
    });
    return this.#replacing;
  }

  async #waitForReplacement(versionId: string): Promise<boolean> {
    for (const wait of waitsForReplacement(this.#random)) {
      if (wait > 0) await this.#sleep(wait);
      const read = await this.#read().catch(() => undefined);
      if (read !== undefined && read.versionId !== versionId) return true;
    }
    return false;
  }

  /** Calls at the same time share one read. */
  #read(): Promise<AccessToken> {
    this.#reading ??= this.#readOnce().finally(() => {
      this.#reading = undefined;
    });
    return this.#reading;
  }

  async #readOnce(): Promise<AccessToken> {
    try {
      const { accessToken, clockOffset } = await this.#readSecret();
      this.#clockOffset = clockOffset;
      this.#cached = { accessToken, readAt: this.#now() };
      this.#lastError = undefined;
      return accessToken;
    } catch (error) {
      this.#lastError = error;
      throw error;
    } finally {
      const now = this.#now();
      if (this.#cached !== undefined) {
        this.#noReadBefore = now + waitAfterRead(this.#cached.accessToken, now, this.#random());
      }
    }
  }

  #unexpired(accessToken: AccessToken): AccessToken {
    if (accessToken.expiresAt.getTime() > this.#now()) return accessToken;
    throw new AccessTokenError(
      'Expired',
      `The access token expired at ${accessToken.expiresAt.toISOString()}, and the client could not read a newer access token. ` +
        'Ask the operator of the rotator to run: npx alation-tokens status',
      this.#lastError,
    );
  }

  /** Time of AWS, in ms since the epoch: the clock of this machine may be wrong. */
  #now(): number {
    return this.#clock() + this.#clockOffset;
  }
}
