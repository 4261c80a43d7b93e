import { decodeJwt } from 'jose';
import type { AccessToken } from './access-tokens.ts';
import { authenticateClient, presentedClient } from './client-authentication.ts';
import type { Endpoint } from './endpoint.ts';
import type { IncomingRequest } from './incoming-request.ts';
import type { Instance } from './instance.ts';
import { jwtClaims, mintJwt } from './jwt-access-token.ts';
import type { OAuthClient } from './oauth-clients.ts';
import { type AlationResponse, json } from './responses.ts';

/** Alation's OAuth 2.0 endpoints for client applications; an instance on premises has no such endpoints. */
export function oauthEndpoints(instance: Instance, issuer: () => string): readonly Endpoint[] {
  const { accessTokens, behaviour, clients, signingKeys } = instance;

  const asClient = async (
    request: IncomingRequest,
    respond: (client: OAuthClient) => AlationResponse | Promise<AlationResponse>,
  ): Promise<AlationResponse> => {
    const client = authenticateClient(request, clients, behaviour.clientAuthentication);
    return typeof client === 'string' ? invalidClient(client) : respond(client);
  };
  const identify = (request: IncomingRequest): string | undefined =>
    clients.find(presentedClient(request)?.clientId)?.clientId;

  const activeJwt = ({ clientId }: OAuthClient): AccessToken | undefined => {
    const newest = accessTokens.newest(clientId);
    return newest !== undefined && accessTokens.status(newest) === 'ACTIVE' ? newest : undefined;
  };

  const introspected = (accessToken: AccessToken | undefined): AlationResponse => {
    if (accessToken?.jwt === undefined || accessTokens.status(accessToken) !== 'ACTIVE') {
      return json(200, { active: false });
    }
    return json(200, { active: true, ...jwtClaims(instance, accessToken, accessToken.jwt.jti, issuer()) });
  };

  const token = (path: string): Endpoint => ({
    name: 'token',
    method: 'POST',
    path,
    identify,
    handle: (request) => {
      // Alation does not read a JSON body, so it finds no `grant_type` in such a body.
      if (formField(request, 'grant_type') !== 'client_credentials') return unsupportedGrantType();
      return asClient(request, async (client) => {
        const repeated = behaviour.repeatsActiveJwts ? activeJwt(client) : undefined;
        const accessToken = repeated ?? (await mintJwt(instance, client, issuer()));
        return json(
          200,
          {
            access_token: accessToken.value,
            token_type: 'Bearer',
            expires_in: Math.floor(client.accessTokenDurationMs / 1_000),
          },
          { minted: repeated === undefined, headers: { 'cache-control': 'no-store' } },
        );
      });
    },
  });

  return [
    token('/oauth/v2/token/'),
    // Alation's own SDK calls the endpoint without the slash.
    token('/oauth/v2/token'),
    {
      name: 'introspect',
      method: 'POST',
      path: '/oauth/v2/introspect/',
      identify,
      handle: (request) =>
        asClient(request, () => {
          const value = formField(request, 'token');
          if (value === undefined) {
            // UNKNOWN: Alation's text; the code is from RFC 6749 section 5.2.
            return json(400, { error: 'invalid_request', error_description: 'token is required' });
          }
          if (request.query.get('verify_token') === 'true') return introspected(accessTokens.find(value));
          return introspected(accessTokens.byJti(unverifiedJti(value)));
        }),
    },
    {
      name: 'jwks',
      method: 'GET',
      path: '/oauth/v2/.well-known/jwks.json/',
      identify: () => undefined,
      handle: async () => json(200, { keys: (await signingKeys.trusted()).map((key) => key.publicJwk) }),
    },
  ];
}

function invalidClient(why: 'wrong-secret' | 'not-found'): AlationResponse {
  const description =
    why === 'wrong-secret'
      ? 'Client credentials are incorrect'
      : 'Client credentials might be incorrect or client not found.';
  const body = { error: 'invalid_client', error_description: description, code: '401' };
  return json(401, body, { headers: { 'www-authenticate': 'Basic', 'cache-control': 'no-store' } });
}

function unsupportedGrantType(): AlationResponse {
  return json(400, {
    error: 'unsupported_grant_type',
    error_description: 'The requested grant is not supported or grant is not passed',
  });
}

function formField({ body }: IncomingRequest, name: string): string | undefined {
  const value = typeof body === 'string' || body.encoding !== 'form' ? undefined : body.fields[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/**
 * Without `verify_token=true` Alation ignores the signature, so a forged JWT with the `jti` of an active JWT counts as active.
 */
function unverifiedJti(value: string): unknown {
  try {
    return decodeJwt(value).jti;
  } catch {
    return undefined;
  }
}
