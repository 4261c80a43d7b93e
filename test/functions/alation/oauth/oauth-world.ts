import { inspect } from 'node:util';
import { onTestFinished } from 'vitest';
import * as z from 'zod/mini';
import type { OAuthVerification } from '../../../../functions/alation/oauth/verification.ts';
import { createTokenEndpoints } from '../../../../functions/alation/token-endpoints.ts';
import type { SweepDependencies } from '../../../../functions/sweep/sweep.ts';
import {
  type LocalAlation,
  type LocalAlationOptions,
  startLocalAlation,
} from '../../../../local/alation/server.ts';
import { alationFetch } from '../../../../local/in-process/alation-fetch.ts';
import { rotationWorld, type World, type WorldOptions } from '../../../support/rotation-world.ts';

/** The integration of these tests. */
export const INTEGRATION = 'lineage';

const publishedDocument = z.object({
  access_token: z.string(),
  token_type: z.string(),
  header_name: z.string(),
  header_value: z.string(),
  issued_at: z.string(),
  expires_at: z.string(),
  base_url: z.string(),
  credential: z.string(),
});

const mintedBody = z.object({
  access_token: z.optional(z.string()),
  api_access_token: z.optional(z.string()),
});

/** The parts of the access-token document that a consumer reads. */
export type Published = z.infer<typeof publishedDocument>;

/** The real sweep and the real token endpoints, with an Alation server on this machine. */
export interface OAuthWorld extends Pick<World, 'clock' | 'store' | 'events' | 'log'> {
  readonly alation: LocalAlation;
  /** An OAuth client as an entry of the credentials secret. */
  client(name: string, accessTokenDurationMs?: number): OAuthEntry;
  /** A refresh token as an entry of the credentials secret. */
  refreshToken(name: string): RefreshTokenEntry;
  /** Stores these entries as a list; returns the VersionId. */
  storeList(...credentials: readonly object[]): string;
  /** Stores one entry as the complete document. */
  storeSingle(credential: object): string;
  sweep(requested?: readonly string[]): Promise<void>;
  /** Sweeps at every interval for this many ms. After each sweep the consumer calls Alation. */
  sweepFor(ms: number): Promise<void>;
  /** Starts a new process, which has nothing in memory. */
  restart(): void;
  state(): ReturnType<World['stateOf']>;
  /** The published document; undefined before the first rotation. */
  published(): Published | undefined;
  /** The number of the consumer's calls by HTTP status. */
  consumed(): Readonly<Record<string, number>>;
  /**
   * How many checks found the published access token inactive. A check runs before each sweep, and before and after each
   * request of the rotator, so one check is between mint and publish.
   */
  inactiveMoments(): number;
  /** All output: log, events and tags. */
  output(): string;
  /** Every refresh token, client secret and access token so far; of a JWT only its signature. */
  secrets(): readonly string[];
}

/** A stored OAuth client. */
export interface OAuthEntry {
  readonly name: string;
  readonly client_id: string;
  readonly client_secret: string;
}

/** A stored refresh token. */
export interface RefreshTokenEntry {
  readonly name: string;
  readonly refresh_token: string;
  readonly user_id: number;
}

/** Options of a world. */
export interface OAuthWorldOptions extends Pick<WorldOptions, 'policy'> {
  /** @default 'both', as the stack sets it */
  readonly oauthVerification?: OAuthVerification;
  readonly alation?: Partial<LocalAlationOptions>;
  /**
   * Whether the rotator calls Alation in this process, for tests of many days. The consumer always does.
   * @default false, over HTTP
   */
  readonly isInProcess?: boolean;
  /** @default 2_000 */
  readonly timeoutMs?: number;
}

/** Creates a world with one integration that has no credentials yet. */
export async function oauthWorld(options: OAuthWorldOptions = {}): Promise<OAuthWorld> {
  const { oauthVerification = 'both', policy, timeoutMs = 2_000 } = options;
  const world = rotationWorld(policy === undefined ? {} : { policy });
  const { clock, store } = world;
  const alation = await startLocalAlation({ clock, supersession: 'revokes', ...options.alation });
  onTestFinished(() => alation.close());
  store.addIntegration(INTEGRATION, 'data-platform');

  const secrets: string[] = [];
  const consumed: Record<string, number> = {};
  let inactiveMoments = 0;
  const published = (): Published | undefined => {
    const text = store.currentAccessToken(INTEGRATION)?.text;
    return text === undefined ? undefined : publishedDocument.parse(JSON.parse(text));
  };
  const checkPublished = () => {
    const current = published();
    if (current !== undefined && !alation.isAccessTokenActive(current.access_token)) inactiveMoments += 1;
  };
  const inProcessFetch = alationFetch((_, request) => alation.respond(request), clock.now);
  const rotatorFetch = options.isInProcess === true ? inProcessFetch : fetch;
  const observedFetch: typeof fetch = async (input, init) => {
    checkPublished();
    try {
      const response = await rotatorFetch(input, init);
      const minted = mintedBody.safeParse(
        await response
          .clone()
          .json()
          .catch(() => undefined),
      );
      const value = minted.data?.access_token ?? minted.data?.api_access_token;
      if (value !== undefined) secrets.push(value.split('.')[2] ?? value);
      return response;
    } finally {
      checkPublished();
    }
  };
  const newProcess = (): SweepDependencies => ({
    ...world.rotator(),
    parseBaseUrl: (text) => text,
    endpoints: createTokenEndpoints({ fetch: observedFetch, clock, oauthVerification, timeoutMs }),
  });
  let rotator = newProcess();
  const consume = async (): Promise<void> => {
    const current = published();
    if (current === undefined) return;
    const { status } = await inProcessFetch(`${current.base_url}/integration/v1/userinfo/`, {
      headers: { [current.header_name]: current.header_value },
    });
    consumed[status] = (consumed[status] ?? 0) + 1;
  };
  const sweep: OAuthWorld['sweep'] = async (requested = []) => {
    const request = { only: requested, requestedAt: Infinity, demand: { isForced: true } };
    await world.sweep(rotator, requested.length > 0 ? request : {});
  };

  return {
    clock,
    store,
    events: world.events,
    log: world.log,
    alation,
    client: (name, accessTokenDurationMs) => {
      const { clientId, clientSecret } = alation.registerOAuthClient({ name, accessTokenDurationMs });
      secrets.push(clientSecret);
      return { name, client_id: clientId, client_secret: clientSecret };
    },
    refreshToken: (name) => {
      const { refreshToken } = alation.createRefreshTokenInUi({ userId: 102, name });
      secrets.push(refreshToken);
      return { name, refresh_token: refreshToken, user_id: 102 };
    },
    storeList: (...credentials) => store.putCredentials(INTEGRATION, { base_url: alation.url, credentials }),
    storeSingle: (credential) =>
      store.putCredentials(INTEGRATION, { base_url: alation.url, ...credential, name: undefined }),
    sweep,
    async sweepFor(ms) {
      const begun = clock.now();
      for (let at = begun; at < begun + ms; at += world.policy.intervalMs) {
        clock.moveBy(Math.max(0, at - clock.now()));
        checkPublished();
        await sweep();
        await consume();
      }
      clock.moveBy(Math.max(0, begun + ms - clock.now()));
    },
    restart: () => {
      rotator = newProcess();
    },
    state: () => world.stateOf(INTEGRATION),
    published,
    consumed: () => consumed,
    inactiveMoments: () => inactiveMoments,
    output: () => inspect([world.log, world.events, store.tagsOf(INTEGRATION)], { depth: null }),
    secrets: () => secrets.filter((secret) => secret !== ''),
  };
}
