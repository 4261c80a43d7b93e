import { randomBytes } from 'node:crypto';
import type { RandomBytes } from '../../local/alation/random-bytes.ts';

/** Every secret value there is: no output may show one. */
export interface Canaries {
  /** Makes one for a test to put where a secret belongs. */
  make(): string;
  /** Notes one that came from elsewhere. */
  note(secret: string): void;
  /** The same source of randomness, with every token and client secret that is made from it noted. */
  noting(random: RandomBytes): RandomBytes;
  all(): readonly string[];
}

/** Smaller ones are ids, which may be told: of clients (24 bytes), of JWTs and keys (16). */
const LEAST_SECRET_BYTES = 32;

/** A JWT's first bytes are the same for all of them, so they need no noting. */
const JWT_BEGINNING = Buffer.from('{"alg":"RS256","').toString('base64url');

/** None but the beginning of every JWT. */
export function createCanaries(): Canaries {
  const secrets = new Set<string>([JWT_BEGINNING.slice(0, 20)]);
  const note = (secret: string) => void secrets.add(secret);
  return {
    make: () => {
      const secret = randomBytes(33).toString('base64url');
      note(secret);
      return secret;
    },
    note,
    noting: (random) => (size) => {
      const bytes = random(size);
      if (size >= LEAST_SECRET_BYTES) note(Buffer.from(bytes).toString('base64url'));
      return bytes;
    },
    all: () => [...secrets],
  };
}

/** What a listening fetch does with what it hears. */
export interface ListeningOptions {
  readonly canaries: Canaries;
  /** Gets every URL. */
  readonly asked: string[];
  /** Real ms after which a request is given up, its body included. */
  readonly patienceMs: number;
}

/** The real fetch, with a shorter patience than the product's own, that notes the access tokens of small answers. */
export function listeningFetch({ canaries, asked, patienceMs }: ListeningOptions): typeof globalThis.fetch {
  return async (input, init = {}) => {
    asked.push(`${init.method ?? 'GET'} ${input instanceof Request ? input.url : input.toString()}`);
    const impatience = AbortSignal.timeout(patienceMs);
    const signal = init.signal ? AbortSignal.any([init.signal, impatience]) : impatience;
    const response = await fetch(input, { ...init, signal });
    const length = Number(response.headers.get('content-length') ?? Infinity);
    if (length < 65_536) {
      const text = await response
        .clone()
        .text()
        .catch(() => '');
      for (const [, token = ''] of text.matchAll(/"(?:api_)?access_token":\s*"([^"]{16,})"/g))
        canaries.note(token);
    }
    return response;
  };
}
