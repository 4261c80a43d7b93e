import type { InspectOptions } from 'node:util';

const REDACTED = '[redacted]';

/**
 * A secret value (a refresh token, an access token, a client secret) that no log line, error, JSON or string
 * interpolation shows. Only `reveal()` returns it. Only code that sends, stores, compares or hashes the value calls
 * `reveal()`.
 */
export class Sensitive {
  readonly #value: string;

  /** @param value the secret itself */
  constructor(value: string) {
    this.#value = value;
  }

  /** The secret value. */
  reveal(): string {
    return this.#value;
  }

  /** Whether both hold the same value. */
  equals(other: Sensitive): boolean {
    return this.#value === other.#value;
  }

  toString(): string {
    return REDACTED;
  }

  toJSON(): string {
    return REDACTED;
  }

  [Symbol.for('nodejs.util.inspect.custom')](_depth: number, _options: InspectOptions): string {
    return REDACTED;
  }
}
