import { onTestFinished } from 'vitest';
import {
  createTokenEndpoints,
  type TokenEndpointsOptions,
} from '../../../functions/alation/token-endpoints.ts';
import type {
  OAuthClientCredential,
  RefreshTokenCredential,
} from '../../../functions/integration/credential.ts';
import type { Clock, TokenEndpoints } from '../../../functions/integration/ports.ts';
import { RotationError } from '../../../functions/integration/rotation-error.ts';
import { Sensitive } from '../../../functions/integration/sensitive.ts';
import {
  dated,
  type RawServer,
  type Reaction,
  type ReceivedRequest,
  startRawServer,
} from '../../support/raw-server.ts';

/** The time of the rotator's clock. */
export const NOW = Date.parse('2026-11-24T08:00:00.000Z');
export const MINUTE = 60_000;
export const HOUR = 3_600_000;

/** High-entropy values that must appear in no message. */
export const canaries = {
  refreshToken: 'Zr4kQ8vUw2nXy7Lp1Hs9Bd3Tg6Mj5Fc0RaEi',
  accessToken: 'Wm7xC1zNb5qPo3Yk8Ve2Gu6Jt9Dl4Sf0HiKr',
  clientSecret: 'Jd2hS6aRf9wTe1Mq4Xo8Zn3Vb7Kc5Yg0PuLi',
};

export const credential: RefreshTokenCredential = {
  kind: 'refresh-token',
  name: 'tableau-a',
  refreshToken: new Sensitive(canaries.refreshToken),
  userId: 102,
};

export const client: OAuthClientCredential = {
  kind: 'oauth-client',
  name: 'loader',
  clientId: 'client id:1',
  clientSecret: new Sensitive(canaries.clientSecret),
};

/** A clock that stays at `NOW` until a test moves it. */
export function settableClock(): Clock & { move(ms: number): void } {
  let now = NOW;
  return {
    now: () => now,
    sleep: async () => undefined,
    move: (ms) => {
      now += ms;
    },
  };
}

/** A server in place of Alation, which closes after the test. Its `Date` is `NOW` unless the script sets `Date`. */
export async function startScriptedAlation(
  script: (request: ReceivedRequest, index: number) => Reaction,
): Promise<RawServer> {
  const server = await startRawServer((request, index) => dated(script(request, index), NOW));
  onTestFinished(() => server.close());
  return server;
}

/** The endpoints under test. */
export function endpoints(options: Partial<TokenEndpointsOptions> = {}): TokenEndpoints {
  return createTokenEndpoints({ fetch, clock: settableClock(), oauthVerification: 'online', ...options });
}

/** The `RotationError` that a promise was rejected with. */
export async function failureOf(promise: Promise<unknown>): Promise<RotationError> {
  const outcome = await promise.then(
    () => 'resolved',
    (error: unknown) => error,
  );
  if (outcome instanceof RotationError) return outcome;
  throw new Error('expected a RotationError', { cause: outcome });
}

/** The body of Alation's response to createAPIAccessToken. */
export function mintedBody(changes: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    user_id: 102,
    created_at: '2026-11-24T08:00:00.225053Z',
    token_expires_at: '2026-11-25T08:00:00.222161Z',
    token_status: 'ACTIVE',
    api_access_token: canaries.accessToken,
    ...changes,
  };
}
