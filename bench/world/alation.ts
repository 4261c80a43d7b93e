import * as z from 'zod/mini';
import { apiKeyEndpoints } from '../../local/alation/api-key-endpoints.ts';
import { mintAPIAccessToken } from '../../local/alation/api-access-token.ts';
import type { AccessToken } from '../../local/alation/access-tokens.ts';
import { defaultBehaviour } from '../../local/alation/behaviour.ts';
import { createInstance } from '../../local/alation/instance.ts';
import { seededBytes } from '../../local/alation/random-bytes.ts';
import type { RefreshToken } from '../../local/alation/refresh-tokens.ts';
import { createRouter } from '../../local/alation/router.ts';
import type { Clock } from '../../local/clock.ts';
import type { ExternalResponse, ExternalRequest } from '../messages.ts';

/** All Alation hosts. One instance simulates all hosts, because no two hosts share a token. */
export interface BenchAlation {
  respond(request: ExternalRequest): Promise<Omit<ExternalResponse, 'id'>>;
  /** Creates a user with a refresh token. */
  issueRefreshToken(): RefreshToken;
  /** Mints as the endpoint does, at the time of the clock. */
  mint(refreshToken: RefreshToken): AccessToken;
  isActive(accessToken: string): boolean;
  /** Number of calls to each endpoint since the last `reset`. */
  calls(): Readonly<Record<string, number>>;
  reset(): void;
}

/** Creates Alation. A mint revokes the access token that the same refresh token minted before. */
export function benchAlation(clock: Clock): BenchAlation {
  const instance = createInstance(clock, seededBytes(1), { ...defaultBehaviour, supersession: 'revokes' });
  const route = createRouter(apiKeyEndpoints(instance));
  let counts: Record<string, number> = {};
  return {
    async respond({ method, target, headers, body }) {
      const [path = '', query = ''] = target.split('?');
      const request = {
        method,
        path,
        query: new URLSearchParams(query),
        target,
        headers,
        text: body,
        body: { encoding: 'json' as const, fields: fieldsOf(body) },
      };
      const { endpoint, refused } = route(request);
      const name = endpoint?.name ?? 'unknown';
      counts[name] = (counts[name] ?? 0) + 1;
      const response = refused ?? (await endpoint.handle(request));
      return {
        status: response.status,
        headers: { 'content-type': response.contentType },
        body: response.body,
      };
    },
    issueRefreshToken() {
      const { userId } = instance.users.add({});
      return instance.refreshTokens.create(
        userId,
        `bench ${userId}`,
        instance.behaviour.refreshTokenLifetimeMs,
      );
    },
    mint: (refreshToken) => mintAPIAccessToken(instance, refreshToken),
    isActive(value) {
      const accessToken = instance.accessTokens.find(value);
      return accessToken !== undefined && instance.accessTokens.status(accessToken) === 'ACTIVE';
    },
    calls: () => counts,
    reset: () => {
      counts = {};
    },
  };
}

function fieldsOf(body: string): Record<string, unknown> {
  return z.record(z.string(), z.unknown()).parse(JSON.parse(body));
}
