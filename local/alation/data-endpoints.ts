import type { IncomingHttpHeaders } from 'node:http';
import type { AccessToken } from './access-tokens.ts';
import type { Endpoint } from './endpoint.ts';
import type { Instance } from './instance.ts';
import { type AlationResponse, Detail, json, refusal } from './responses.ts';

/**
 * Endpoints that consumers call with an access token, and an endpoint that needs no access token.
 *
 * @param isCloud whether this is an instance of Alation Cloud Service
 */
export function dataEndpoints(instance: Instance, isCloud: boolean): readonly Endpoint[] {
  const { accessTokens, behaviour, users } = instance;
  const isActive = (accessToken: AccessToken | undefined): accessToken is AccessToken =>
    accessToken !== undefined && accessTokens.status(accessToken) === 'ACTIVE';

  const byAccessToken = (
    name: Endpoint['name'],
    path: string,
    respond: (accessToken: AccessToken) => AlationResponse,
  ): Endpoint => ({
    name,
    method: 'GET',
    path,
    identify: ({ headers }) => accessTokens.find(tokenHeader(headers) ?? bearer(headers))?.credentialId,
    handle: ({ headers }) => {
      // If a request has both headers, `TOKEN` takes precedence.
      const value = tokenHeader(headers);
      if (value !== undefined) {
        const accessToken = accessTokens.find(value);
        if (isActive(accessToken)) return respond(accessToken);
        // UNKNOWN: the text of data endpoints; the status is documented.
        return refusal(
          behaviour.inactiveTokenStatus,
          accessToken === undefined ? Detail.accessTokenInvalid : Detail.accessTokenInactive,
        );
      }
      if (headers.authorization === undefined) return json(403, { detail: Detail.notAuthenticated });
      const accessToken = accessTokens.find(bearer(headers));
      // Alation accepts API access tokens in `TOKEN` only.
      if (accessToken?.jwt !== undefined && isActive(accessToken)) return respond(accessToken);
      return json(401, { detail: Detail.bearerInvalid }, { headers: { 'www-authenticate': 'Bearer' } });
    },
  });

  return [
    byAccessToken('userinfo', '/integration/v1/userinfo/', ({ userId }) => {
      const user = users.find(userId);
      if (user === undefined) return json(404, { detail: 'Not found.' });
      return json(200, { id: user.userId, username: user.username, email: user.username, role: user.role });
    }),
    // UNKNOWN: the other fields of the response. Alation's own SDK reads this field.
    byAccessToken('license', '/api/v1/license', () => json(200, { is_cloud: isCloud })),
    {
      name: 'full_version',
      method: 'GET',
      path: '/full_version',
      identify: () => undefined,
      handle: () => json(200, { ALATION_RELEASE_NAME: '2026.3' }),
    },
  ];
}

function tokenHeader(headers: IncomingHttpHeaders): string | undefined {
  const value = headers['token'];
  return Array.isArray(value) ? value[0] : value;
}

function bearer(headers: IncomingHttpHeaders): string | undefined {
  return /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1];
}
