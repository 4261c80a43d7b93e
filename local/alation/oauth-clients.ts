import { createHash, timingSafeEqual } from 'node:crypto';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../functions/time.ts';
import type { Clock } from '../clock.ts';
import { opaque, type RandomBytes } from './random-bytes.ts';
import type { Users } from './users.ts';

/** An OAuth client application. `createdAt` is ms since the epoch. */
export interface OAuthClient {
  readonly clientId: string;
  clientSecret: string;
  readonly name: string;
  /** The system user whose permissions apply to calls of the client. */
  readonly userId: number;
  readonly accessTokenDurationMs: number;
  readonly createdAt: number;
}

/** A client application to register. */
export interface NewOAuthClient {
  readonly name: string;
  /**
   * Ms; whole seconds from 5 minutes to 72 hours.
   * @default 24 hours (UNKNOWN: Alation's own default)
   */
  readonly accessTokenDurationMs?: number;
  /** @default 'VIEWER' */
  readonly role?: string;
}

/** The OAuth client applications of an instance. */
export interface OAuthClients {
  /** Throws RangeError unless the duration is in whole seconds, from 5 minutes to 72 hours. */
  register(client: NewOAuthClient): OAuthClient;
  find(clientId: unknown): OAuthClient | undefined;
  /** Creates a new client secret; the old client secret stops working immediately. */
  regenerateSecret(client: OAuthClient): string;
  delete(clientId: string): boolean;
  /** When a client secret stopped working, ms since the epoch; undefined if the client secret works, or never worked. */
  rejectedAt(clientSecret: string): number | undefined;
  all(): readonly OAuthClient[];
}

const MIN_DURATION_MS = 5 * MINUTE_MS;
const MAX_DURATION_MS = 72 * HOUR_MS;
const DEFAULT_DURATION_MS = 24 * HOUR_MS;

/** Creates a collection without client applications. */
export function createOAuthClients(
  clock: Pick<Clock, 'now'>,
  random: RandomBytes,
  users: Users,
): OAuthClients {
  const clients = new Map<unknown, OAuthClient>();
  const rejected = new Map<string, number>();
  return {
    register: ({ name, accessTokenDurationMs = DEFAULT_DURATION_MS, role }) => {
      requireDuration(accessTokenDurationMs);
      const clientId = opaque(random, 24);
      const user = users.add({ username: `system_${clientId}@example.com`, role });
      const client: OAuthClient = {
        clientId,
        clientSecret: opaque(random, 48),
        name,
        userId: user.userId,
        accessTokenDurationMs,
        createdAt: clock.now(),
      };
      clients.set(clientId, client);
      return client;
    },
    find: (clientId) => clients.get(clientId),
    regenerateSecret: (client) => {
      rejected.set(client.clientSecret, clock.now());
      client.clientSecret = opaque(random, 48);
      return client.clientSecret;
    },
    delete: (clientId) => {
      const client = clients.get(clientId);
      if (client !== undefined) rejected.set(client.clientSecret, clock.now());
      return clients.delete(clientId);
    },
    rejectedAt: (clientSecret) => rejected.get(clientSecret),
    all: () => [...clients.values()],
  };
}

/** Whether two secrets are the same. */
export function isSameSecret(one: string, other: string): boolean {
  return timingSafeEqual(digest(one), digest(other));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function requireDuration(ms: number): void {
  if (ms % SECOND_MS === 0 && ms >= MIN_DURATION_MS && ms <= MAX_DURATION_MS) return;
  throw new RangeError(
    `Got an Access Token Duration of ${ms} ms. Allowed: whole seconds from 5 minutes to 72 hours.`,
  );
}
