import { randomBytes } from 'node:crypto';
import type { RandomBytes } from '../../local/alation/random-bytes.ts';

/** Every secret value of a deployment. No output may show any of them. */
export interface Canaries {
  /** Creates a secret value for a test. */
  make(): string;
  /** Registers a secret value from elsewhere. */
  register(secret: string): void;
  /** Wraps a random source: registers every token and client secret that it produces. */
  registerAllOf(random: RandomBytes): RandomBytes;
  all(): readonly string[];
}

/** Shorter values are public ids: of clients (24 bytes), of JWTs and keys (16 bytes). */
const LEAST_SECRET_BYTES = 32;

/** The start of every JWT with RS256. The search for this canary finds every such JWT in an output. */
const JWT_BEGINNING = Buffer.from('{"alg":"RS256","').toString('base64url');

/** Creates a set of canaries, which at first contains only the start of JWTs. */
export function createCanaries(): Canaries {
  const secrets = new Set<string>([JWT_BEGINNING.slice(0, 20)]);
  const register = (secret: string) => void secrets.add(secret);
  return {
    make: () => {
      const secret = randomBytes(33).toString('base64url');
      register(secret);
      return secret;
    },
    register,
    registerAllOf: (random) => (size) => {
      const bytes = random(size);
      if (size >= LEAST_SECRET_BYTES) register(Buffer.from(bytes).toString('base64url'));
      return bytes;
    },
    all: () => [...secrets],
  };
}

/** What a recording fetch records to, and its timeout. */
export interface RecordingOptions {
  readonly canaries: Canaries;
  /** Receives the method and the URL of every request. */
  readonly requests: string[];
  /** Timeout of a request with its body, in real ms. */
  readonly timeoutMs: number;
}

/** The real `fetch` with a timeout. It also registers the access tokens in small responses as canaries. */
export function recordingFetch({ canaries, requests, timeoutMs }: RecordingOptions): typeof globalThis.fetch {
  return async (input, init = {}) => {
    requests.push(`${init.method ?? 'GET'} ${input instanceof Request ? input.url : input.toString()}`);
    const timeout = AbortSignal.timeout(timeoutMs);
    const signal = init.signal ? AbortSignal.any([init.signal, timeout]) : timeout;
    const response = await fetch(input, { ...init, signal });
    const length = Number(response.headers.get('content-length') ?? Infinity);
    if (length < 65_536) {
      const text = await response
        .clone()
        .text()
        .catch(() => '');
      for (const [, token = ''] of text.matchAll(/"(?:api_)?access_token":\s*"([^"]{16,})"/g))
        canaries.register(token);
    }
    return response;
  };
}
