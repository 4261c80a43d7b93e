import * as z from 'zod/mini';
import { type ControlRoute, route, routeWithBody } from '../control/control-route.ts';
import { faultRoutes } from '../control/fault-routes.ts';
import type { AlationControl } from './control.ts';
import { faultSchema } from './fault.ts';
import { SIGNING_ALGORITHMS } from './signing-keys.ts';

const milliseconds = z.number().check(z.positive());

const behaviour = z.strictObject({
  supersession: z.optional(z.enum(['revokes', 'coexists'])),
  accessTokenLifetimeMs: z.optional(milliseconds),
  refreshTokenLifetimeMs: z.optional(milliseconds),
  inactiveTokens: z.optional(z.enum(['refused', 'described'])),
  inactiveTokenStatus: z.optional(z.literal([401, 403])),
  clientAuthentication: z.optional(z.enum(['both', 'basic', 'body'])),
  jwtsNameKey: z.optional(z.boolean()),
  regeneration: z.optional(
    z.strictObject({
      offers: z.enum(['new', 'same', 'unavailable']),
      expiry: z.enum(['full', 'kept']),
      accessTokens: z.enum(['revoked', 'kept']),
      others: z.enum(['kept', 'access-tokens-revoked', 'refresh-tokens-revoked']),
    }),
  ),
  repeatsActiveJwts: z.optional(z.boolean()),
});

const user = z.strictObject({
  userId: z.optional(z.int()),
  username: z.optional(z.string()),
  password: z.optional(z.string()),
  role: z.optional(z.string()),
});

const oauthClient = z.strictObject({
  name: z.string(),
  role: z.optional(z.string()),
  accessTokenDurationMs: z.optional(milliseconds),
});

const outage = z.strictObject({
  on: z.boolean(),
  of: z.optional(z.enum(['everything', 'token-endpoints'])),
});

const keyRotation = z.strictObject({
  keepOldForMs: z.number().check(z.minimum(0)),
  algorithm: z.optional(z.enum(SIGNING_ALGORITHMS)),
  keepKid: z.optional(z.boolean()),
});

const accessTokens = z.union([
  z.strictObject({ accessToken: z.string() }),
  z.strictObject({ credentialId: z.string() }),
]);

/**
 * The control routes of Alation. Only the four routes that create a secret value show it, once, as Alation's UI does.
 */
export function alationRoutes(alation: AlationControl): readonly ControlRoute[] {
  return [
    route('GET /alation/state', 'shows behaviour, tokens and clients, without secret values', () => ({
      behaviour: alation.behaviour,
      refreshTokens: alation.refreshTokens(),
      accessTokens: alation.accessTokens(),
      oauthClients: alation.oauthClients(),
    })),
    route('GET /alation/calls', 'shows the recorded calls', () => alation.calls.all()),
    route('DELETE /alation/calls', 'deletes the recorded calls', () => alation.calls.clear()),
    routeWithBody(
      'POST /alation/outage',
      'begins or ends an outage: Alation, or only its token endpoints, answers 503',
      ['{ on, of?: "everything" | "token-endpoints" }', outage],
      ({ on, of = 'everything' }) => {
        alation.outage(on, { of });
        const what = of === 'everything' ? 'Alation answers' : "Alation's token endpoints answer";
        return {
          done: on
            ? `${what} 503. Move the clock by a day: then the access tokens expire.`
            : 'The outage has ended. Move the clock: then the rotator retries.',
        };
      },
    ),
    ...faultRoutes(
      'alation',
      'path?: a regular expression, method?, credentialId?, bodyIncludes?',
      faultSchema,
      alation.faults,
    ),
    routeWithBody(
      'PATCH /alation/behaviour',
      'changes how Alation behaves; GET /alation/state shows the values',
      [`{ ${Object.keys(behaviour.shape).join('?, ')}? }`, behaviour],
      (changes) => Object.assign(alation.behaviour, changes),
    ),
    routeWithBody(
      'POST /alation/users',
      'adds a user; without a password, a user of SSO',
      ['{ userId?, username?, password?, role? }', user],
      (added) => ({ userId: alation.addUser(added).userId }),
    ),
    routeWithBody(
      'POST /alation/refresh-tokens',
      'creates a refresh token, as a user does at /account/auth',
      ['{ userId, name }', z.strictObject({ userId: z.int(), name: z.string() })],
      (created) => {
        const { id, refreshToken, userId, name } = alation.createRefreshTokenInUi(created);
        return { id, name, refresh_token: refreshToken, user_id: userId };
      },
    ),
    routeWithBody(
      'POST /alation/refresh-tokens/:id/revoke',
      'revokes a refresh token',
      ['{ withAccessTokens? }', z.strictObject({ withAccessTokens: z.optional(z.boolean()) })],
      (options, id) => alation.revokeRefreshToken(id, options),
    ),
    route('POST /alation/refresh-tokens/:id/expire', 'expires a refresh token now', (id) =>
      alation.expireRefreshToken(id),
    ),
    route(
      'POST /alation/refresh-tokens/:id/regenerate-api-token',
      'mints an access token, as a user does with "Regenerate API Token"',
      (id) => ({ api_access_token: alation.createAPIAccessTokenInUi(id) }),
    ),
    routeWithBody(
      'POST /alation/access-tokens/revoke',
      'revokes one access token, or all access tokens of a credential',
      ['{ accessToken } or { credentialId }', accessTokens],
      (which) => ({
        revoked:
          'accessToken' in which
            ? Number(alation.revokeAccessToken(which.accessToken))
            : alation.revokeAccessTokensOf(which.credentialId),
      }),
    ),
    routeWithBody(
      'POST /alation/oauth-clients',
      'registers an OAuth client',
      ['{ name, role?, accessTokenDurationMs? }', oauthClient],
      (added) => {
        const { clientId, clientSecret, name } = alation.registerOAuthClient(added);
        return { name, client_id: clientId, client_secret: clientSecret };
      },
    ),
    route(
      'POST /alation/oauth-clients/:id/regenerate-secret',
      'creates a new client secret; the old client secret stops working immediately',
      (id) => ({ client_id: id, client_secret: alation.regenerateClientSecret(id) }),
    ),
    route('DELETE /alation/oauth-clients/:id', 'deletes an OAuth client and revokes its access token', (id) =>
      alation.deleteOAuthClient(id),
    ),
    routeWithBody(
      'POST /alation/signing-keys/rotate',
      'signs JWTs with a new key',
      ['{ keepOldForMs, algorithm?, keepKid? }', keyRotation],
      async (options) => ({ kid: await alation.rotateSigningKey(options) }),
    ),
  ];
}
