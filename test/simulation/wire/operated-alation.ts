import type { AlationControl } from '../../../local/alation/control.ts';
import type { Clock } from '../../../local/clock.ts';
import type { OperatedAlation } from '../../support/in-memory-alation.ts';

interface Issued {
  /** Id of the refresh token or OAuth client. */
  readonly id: string;
  readonly kind: 'refresh-token' | 'oauth-client';
  expiresAt: number;
  isRevoked: boolean;
  /** The same object for every secret of a client. */
  readonly grant: object;
}

/** The actions of users and administrators in a local Alation, and the state that only Alation has. */
export interface WireAlation extends OperatedAlation {
  /** Whether Alation rejects or forbids the refresh token or client for a time; undefined if it does neither. */
  refusalOf(secret: string): 'rejected' | 'forbidden' | undefined;
  /** Notes that Alation replaced or extended a refresh token, and how that changed other refresh tokens. */
  noteRegenerated(secret: string, successor: string): void;
}

/** Creates the actions on a local Alation. */
export function operatedAlation(control: AlationControl, clock: Pick<Clock, 'now'>): WireAlation {
  const issued = new Map<string, Issued>();
  const refusals = new Map<object, 'rejected' | 'forbidden'>();
  const isValid = ({ isRevoked, expiresAt }: Issued) => !isRevoked && clock.now() < expiresAt;
  const refusalOf = (secret: string) => {
    const one = issued.get(secret);
    return one !== undefined && isValid(one) ? refusals.get(one.grant) : undefined;
  };
  const refuse = (secret: string, how: 'rejected' | 'forbidden', isRefused: boolean) => {
    const one = issued.get(secret);
    if (one === undefined) return;
    if (isRefused) refusals.set(one.grant, how);
    else refusals.delete(one.grant);
  };
  let users = 0;
  return {
    behaviour: {
      get supersession() {
        return control.behaviour.supersession === 'revokes' ? 'revokes-previous' : 'coexist';
      },
      set supersession(value) {
        control.behaviour.supersession = value === 'coexist' ? 'coexists' : 'revokes';
      },
      get accessTokenLifetimeMs() {
        return control.behaviour.accessTokenLifetimeMs;
      },
      set accessTokenLifetimeMs(value) {
        control.behaviour.accessTokenLifetimeMs = value;
      },
      get refreshTokenLifetimeMs() {
        return control.behaviour.refreshTokenLifetimeMs;
      },
      set refreshTokenLifetimeMs(value) {
        control.behaviour.refreshTokenLifetimeMs = value;
      },
      get regeneration() {
        return control.behaviour.regeneration;
      },
      set regeneration(value) {
        control.behaviour.regeneration = value;
      },
    },
    issueRefreshToken(ofUser) {
      users += 1;
      const { id, refreshToken, userId, expiresAt } = control.createRefreshTokenInUi({
        userId: ofUser ?? 100 + users,
        name: `token ${users}`,
      });
      issued.set(refreshToken, { id, kind: 'refresh-token', expiresAt, isRevoked: false, grant: {} });
      return { refresh_token: refreshToken, user_id: userId };
    },
    registerOAuthClient() {
      const { clientId, clientSecret } = control.registerOAuthClient({
        name: `client ${issued.size}`,
        accessTokenDurationMs: control.behaviour.accessTokenLifetimeMs,
      });
      issued.set(clientSecret, {
        id: clientId,
        kind: 'oauth-client',
        expiresAt: Infinity,
        isRevoked: false,
        grant: {},
      });
      return { client_id: clientId, client_secret: clientSecret };
    },
    regenerateSecret(secret) {
      const one = issued.get(secret);
      if (one === undefined) throw new RangeError('this Alation did not issue the secret');
      const regenerated = control.regenerateClientSecret(one.id);
      issued.set(regenerated, { ...one, isRevoked: false });
      one.isRevoked = true;
      return regenerated;
    },
    share() {
      throw new TypeError('a request over HTTP does not name the integration that sends it');
    },
    grantOf: (secret) => issued.get(secret)?.grant,
    revoke(secret) {
      const one = issued.get(secret);
      if (one === undefined || one.isRevoked) return;
      one.isRevoked = true;
      // A new client secret leaves the access tokens of the client active, as the revocation of a refresh token does.
      if (one.kind === 'oauth-client') control.regenerateClientSecret(one.id);
      else control.revokeRefreshToken(one.id);
    },
    suspend: (secret, isRefused) => refuse(secret, 'rejected', isRefused),
    forbid: (secret, isRefused) => refuse(secret, 'forbidden', isRefused),
    isForbidden: (secret) => refusalOf(secret) === 'forbidden',
    refusalOf,
    revokeAccessTokens(secret) {
      const one = issued.get(secret);
      if (one !== undefined) control.revokeAccessTokensOf(one.id);
    },
    noteRegenerated(secret, successor) {
      const known = control.refreshTokens();
      const created = known.at(-1);
      if (secret !== successor && created !== undefined) {
        const { id, expiresAt } = created;
        issued.set(successor, { id, kind: 'refresh-token', expiresAt, isRevoked: false, grant: {} });
      }
      for (const one of issued.values()) {
        const state = one.kind === 'refresh-token' ? known.find(({ id }) => id === one.id) : undefined;
        if (state === undefined) continue;
        one.isRevoked = state.status === 'REVOKED';
        one.expiresAt = state.expiresAt;
      }
    },
    refreshTokenExpiry: (secret) => issued.get(secret)?.expiresAt,
    accepts(secret) {
      const one = issued.get(secret);
      return one !== undefined && isValid(one) && !refusals.has(one.grant);
    },
    isActive: (accessToken) => control.isAccessTokenActive(accessToken),
  };
}
