import { mintAPIAccessToken } from './api-access-token.ts';
import type { Endpoint } from './endpoint.ts';
import type { IncomingRequest } from './incoming-request.ts';
import type { Instance } from './instance.ts';
import type { RefreshToken } from './refresh-tokens.ts';
import { regenerate } from './regenerate.ts';
import { readFields } from './request-fields.ts';
import {
  type AlationResponse,
  apiAccessTokenBody,
  Detail,
  json,
  refreshTokenBody,
  refusal,
} from './responses.ts';

const BASE = '/integration/v1';

/**
 * Alation's endpoints for API keys. They need no `TOKEN` header.
 *
 * https://developer.alation.com/dev/reference/refresh-access-token-overview
 */
export function apiKeyEndpoints(instance: Instance): readonly Endpoint[] {
  const { accessTokens, behaviour, refreshTokens, users } = instance;

  const byRefreshToken = (
    name: Endpoint['name'],
    respond: (refreshToken: RefreshToken) => AlationResponse,
    respondInactive?: (refreshToken: RefreshToken) => AlationResponse | undefined,
  ): Endpoint => ({
    name,
    method: 'POST',
    path: `${BASE}/${name}/`,
    identify: (request) => refreshTokens.find(fieldOf(request, 'refresh_token'))?.id,
    handle: (request) => {
      const given = readFields(request, ['refresh_token'], true);
      if (!given.ok) return given.response;
      const refreshToken = refreshTokens.find(given.fields.refresh_token);
      // Alation checks the pair: a wrong user_id has the same response as a wrong refresh token.
      if (refreshToken === undefined || refreshToken.userId !== given.userId) {
        return refusal(401, Detail.refreshTokenInvalid);
      }
      if (refreshTokens.status(refreshToken) !== 'ACTIVE') {
        return respondInactive?.(refreshToken) ?? refusal(401, Detail.refreshTokenInactive);
      }
      return respond(refreshToken);
    },
  });

  const describe = (refreshToken: RefreshToken): AlationResponse =>
    json(200, refreshTokenBody(refreshToken, refreshTokens.status(refreshToken)));

  return [
    {
      name: 'createRefreshToken',
      method: 'POST',
      path: `${BASE}/createRefreshToken/`,
      identify: () => undefined,
      handle: (request) => {
        const given = readFields(request, ['username', 'password', 'name'], false);
        if (!given.ok) return given.response;
        const user = users.signOn(given.fields.username, given.fields.password);
        // `signOn` finds no user of SSO, because a user of SSO has no password.
        if (user === undefined) return refusal(401, Detail.signOnFailed);
        const created = refreshTokens.create(
          user.userId,
          given.fields.name,
          behaviour.refreshTokenLifetimeMs,
        );
        return json(201, refreshTokenBody(created, 'ACTIVE'), { minted: true });
      },
    },
    byRefreshToken('regenRefreshToken', (old) => regenerate(instance, old)),
    byRefreshToken('validateRefreshToken', describe, (refreshToken) =>
      behaviour.inactiveTokens === 'described' ? describe(refreshToken) : undefined,
    ),
    byRefreshToken('createAPIAccessToken', (refreshToken) =>
      json(201, apiAccessTokenBody(mintAPIAccessToken(instance, refreshToken), 'ACTIVE'), { minted: true }),
    ),
    {
      name: 'validateAPIAccessToken',
      method: 'POST',
      path: `${BASE}/validateAPIAccessToken/`,
      identify: (request) => accessTokens.find(fieldOf(request, 'api_access_token'))?.credentialId,
      handle: (request) => {
        const given = readFields(request, ['api_access_token'], true);
        if (!given.ok) return given.response;
        const accessToken = accessTokens.find(given.fields.api_access_token);
        const isKnown = accessToken !== undefined && accessToken.jwt === undefined;
        if (!isKnown || accessToken.userId !== given.userId) return refusal(401, Detail.accessTokenInvalid);
        const status = accessTokens.status(accessToken);
        if (status !== 'ACTIVE' && behaviour.inactiveTokens === 'refused') {
          return refusal(401, Detail.accessTokenInactive);
        }
        return json(200, apiAccessTokenBody(accessToken, status));
      },
    },
    byRefreshToken('revokeAPIAccessTokens', (refreshToken) => {
      accessTokens.revokeAll(refreshToken.id);
      const { id, name } = refreshToken;
      return json(200, {
        detail: `Revoked active access tokens for refresh token: '${name}' with id: ${id}`,
      });
    }),
  ];
}

function fieldOf(request: IncomingRequest, name: string): unknown {
  return typeof request.body === 'string' ? undefined : request.body.fields[name];
}
