import type * as z from 'zod/mini';
import { ControlBody } from './control-bodies.ts';
import type { AlationControl } from './control.ts';
import { faultSchema } from './fault.ts';

/** One control endpoint. */
export interface ControlRoute {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Below `/_local`; may hold one `:id`. */
  readonly path: string;
  /** What it is for, with its body. */
  readonly says: string;
  /** Throws zod's error for a wrong body and RangeError for an unknown id. */
  run(control: AlationControl, body: unknown, id: string): unknown;
}

function route<Schema extends z.ZodMiniType>(
  [method, path]: readonly [ControlRoute['method'], string],
  says: string,
  schema: Schema,
  run: (control: AlationControl, body: z.infer<Schema>, id: string) => unknown,
): ControlRoute {
  return { method, path, says, run: (control, body, id) => run(control, schema.parse(body), id) };
}

/** All control endpoints. None shows a secret value but the four that create one, as Alation's UI does once. */
export const controlRoutes: readonly ControlRoute[] = [
  route(['GET', '/state'], 'all that is there, without secret values', ControlBody.none, stateOf),
  route(['GET', '/calls'], 'the calls so far', ControlBody.none, ({ calls }) => calls.all()),
  route(['GET', '/calls/counters'], 'how many calls, by endpoint and status', ControlBody.none, ({ calls }) =>
    calls.counters(),
  ),
  route(['DELETE', '/calls'], 'forget the calls so far', ControlBody.none, ({ calls }) => calls.clear()),
  route(
    ['PATCH', '/behaviour'],
    '{ supersession?, accessTokenLifetimeMs?, refreshTokenLifetimeMs?, deadTokens?, deadAccessTokenStatus?, clientAuthentication? }',
    ControlBody.behaviour,
    ({ behaviour }, changes) => Object.assign(behaviour, changes),
  ),
  route(
    ['POST', '/users'],
    '{ userId?, username?, password?, role? }; without a password a user of SSO',
    ControlBody.user,
    (control, user) => ({ userId: control.addUser(user).userId }),
  ),
  route(
    ['POST', '/refresh-tokens'],
    '{ userId, name }; as a person does at /account/auth',
    ControlBody.refreshToken,
    (control, person) => {
      const { id, refreshToken, userId, name } = control.createRefreshTokenInUi(person);
      return { id, name, refresh_token: refreshToken, user_id: userId };
    },
  ),
  route(
    ['POST', '/refresh-tokens/:id/revoke'],
    '{ withAccessTokens? }',
    ControlBody.revocation,
    (control, options, id) => control.revokeRefreshToken(id, options),
  ),
  route(['POST', '/refresh-tokens/:id/expire'], 'ends its life now', ControlBody.none, (control, _body, id) =>
    control.expireRefreshToken(id),
  ),
  route(
    ['POST', '/refresh-tokens/:id/regenerate-api-token'],
    'another mint, as a person does with "Regenerate API Token"',
    ControlBody.none,
    (control, _body, id) => ({ api_access_token: control.createAPIAccessTokenInUi(id) }),
  ),
  route(
    ['POST', '/access-tokens/revoke'],
    '{ accessToken } or { credentialId }',
    ControlBody.accessToken,
    (control, which) => ({
      revoked:
        'accessToken' in which
          ? Number(control.revokeAccessToken(which.accessToken))
          : control.revokeAccessTokensOf(which.credentialId),
    }),
  ),
  route(
    ['POST', '/oauth-clients'],
    '{ name, role?, accessTokenDurationMs? }',
    ControlBody.client,
    (control, client) => {
      const { clientId, clientSecret, name } = control.registerOAuthClient(client);
      return { name, client_id: clientId, client_secret: clientSecret };
    },
  ),
  route(
    ['POST', '/oauth-clients/:id/regenerate-secret'],
    'the old secret is dead at once',
    ControlBody.none,
    (control, _body, id) => ({ client_id: id, client_secret: control.regenerateClientSecret(id) }),
  ),
  route(
    ['POST', '/oauth-clients/:id/duration'],
    '{ accessTokenDurationMs }',
    ControlBody.duration,
    (control, { accessTokenDurationMs }, id) => control.setAccessTokenDuration(id, accessTokenDurationMs),
  ),
  route(
    ['DELETE', '/oauth-clients/:id'],
    'deletes it with its access token',
    ControlBody.none,
    (control, _body, id) => control.deleteOAuthClient(id),
  ),
  route(
    ['POST', '/signing-keys/rotate'],
    '{ keepOldForMs }',
    ControlBody.keyRotation,
    async (control, options) => ({ kid: await control.rotateSigningKey(options) }),
  ),
  route(['GET', '/faults'], 'the faults that are left', ControlBody.none, shownFaults),
  route(
    ['POST', '/faults'],
    '{ kind, path?, pathPattern?, method?, credentialId?, bodyIncludes?, skip?, times?, processed? … }',
    faultSchema,
    ({ faults }, fault) => ({ id: faults.add(fault) }),
  ),
  route(['DELETE', '/faults'], 'removes all faults', ControlBody.none, ({ faults }) => faults.clear()),
  route(['DELETE', '/faults/:id'], 'removes one fault', ControlBody.none, ({ faults }, _body, id) => ({
    removed: faults.remove(id),
  })),
  route(
    ['POST', '/outage'],
    '{ on, as?: "unavailable" | "unreachable", of?: "everything" | "token-endpoints" }',
    ControlBody.outage,
    (control, { on, ...kind }) => control.outage(on, kind),
  ),
];

function stateOf(control: AlationControl): object {
  return {
    behaviour: control.behaviour,
    outage: control.currentOutage() ?? null,
    refreshTokens: control.refreshTokens(),
    accessTokens: control.accessTokens(),
    oauthClients: control.oauthClients(),
    faults: shownFaults(control),
  };
}

/** What a fault looks for in bodies may be a secret. */
function shownFaults({ faults }: AlationControl): readonly object[] {
  return faults.list().map(({ id, fault: { bodyIncludes, ...shown } }) => ({
    id,
    ...shown,
    ...(bodyIncludes === undefined ? {} : { bodyIncludes: '(not shown)' }),
  }));
}
