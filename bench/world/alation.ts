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
import type { OutsideAnswer, OutsideRequest } from '../messages.ts';

/** Alation, whichever host is asked: tokens of all hosts are different, so one instance plays them all. */
export interface BenchAlation {
  answer(request: OutsideRequest): Promise<Omit<OutsideAnswer, 'id'>>;
  /** A user with a refresh token of its own. */
  issueRefreshToken(): RefreshToken;
  /** Mints as the endpoint does, at the clock's time. */
  mint(refreshToken: RefreshToken): AccessToken;
  isAlive(accessToken: string): boolean;
  /** Calls of each endpoint since the last `reset`. */
  calls(): Readonly<Record<string, number>>;
  reset(): void;
}

/** Makes it. Minting revokes the access token that the same refresh token minted before. */
export function benchAlation(clock: Clock): BenchAlation {
  const instance = createInstance(clock, seededBytes(1), { ...defaultBehaviour, supersession: 'revokes' });
  const route = createRouter(apiKeyEndpoints(instance));
  let counts: Record<string, number> = {};
  return {
    async answer({ method, target, headers, body }) {
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
      const answered = refused ?? (await endpoint.handle(request));
      return {
        status: answered.status,
        headers: { 'content-type': answered.contentType },
        body: answered.body,
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
    isAlive(value) {
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
