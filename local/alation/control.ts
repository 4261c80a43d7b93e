import { mintAPIAccessToken } from './api-access-token.ts';
import type { AlationBehaviour } from './behaviour.ts';
import type { CallLog } from './call-log.ts';
import type { Faults } from './faults.ts';
import type { Instance } from './instance.ts';
import type { NewOAuthClient } from './oauth-clients.ts';
import type { Outage, OutageSwitch } from './outage.ts';
import {
  type AccessTokenState,
  accessTokenState,
  type OAuthClientState,
  oauthClientState,
  type RefreshTokenState,
  refreshTokenState,
} from './states.ts';
import type { NewUser, User } from './users.ts';

/** A refresh token that was just created, with its value, which Alation shows once. */
export interface IssuedRefreshToken extends RefreshTokenState {
  readonly refreshToken: string;
}

/** A client that was just registered, with its secret, which Alation shows once. */
export interface IssuedOAuthClient extends OAuthClientState {
  readonly clientSecret: string;
}

/** Who minted an access token, and when it dies if nothing kills it earlier. Times are ms since the epoch. */
export type MintedBy = {
  readonly userId: number;
  readonly mintedAt: number;
  readonly expiresAt: number;
} & ({ readonly refreshTokenId: string } | { readonly clientId: string });

/**
 * What people do in Alation's UI, what happens to it, and what only the instance itself can know.
 *
 * Methods that take an id of something that does not exist throw RangeError.
 */
export interface AlationControl {
  /** May be changed at any time. */
  readonly behaviour: AlationBehaviour;
  readonly faults: Faults;
  readonly calls: CallLog;

  /** Adds a user, or replaces the one with that id. Without a password the user signs on through SSO. */
  addUser(user: NewUser): User;
  /** A person makes a refresh token at `/account/auth`. A `userId` nobody has becomes a user of SSO. */
  createRefreshTokenInUi(person: { readonly userId: number; readonly name: string }): IssuedRefreshToken;
  /** A person presses "Regenerate API Token": another mint from that refresh token. Returns the access token. */
  createAPIAccessTokenInUi(refreshTokenId: string): string;
  /** A Server Admin revokes a refresh token. UNKNOWN whether its access tokens die with it: they do if asked for. */
  revokeRefreshToken(refreshTokenId: string, options?: { readonly withAccessTokens?: boolean }): void;
  /** Ends a refresh token's life now. Its access tokens live on. */
  expireRefreshToken(refreshTokenId: string): void;

  registerOAuthClient(client: NewOAuthClient): IssuedOAuthClient;
  /** Returns the new secret; the old one is dead, the access token lives on. */
  regenerateClientSecret(clientId: string): string;
  /** Throws RangeError when it is not whole seconds from 5 minutes to 72 hours. */
  setAccessTokenDuration(clientId: string, accessTokenDurationMs: number): void;
  /** Deletes a client application, and its access token with it. */
  deleteOAuthClient(clientId: string): void;
  /** Signs with a new key; the old one stays published for that many ms. Returns the new `kid`. */
  rotateSigningKey(options: { readonly keepOldForMs: number }): Promise<string>;

  /** Revokes one access token; false when it was never minted here. */
  revokeAccessToken(value: string): boolean;
  /** Revokes all active access tokens of a refresh token or client and says how many. */
  revokeAccessTokensOf(credentialId: string): number;
  /** Begins or ends an outage; `unavailable` and of everything unless told otherwise. */
  outage(on: boolean, kind?: Partial<Outage>): void;

  /** Whether a call with this access token would be let in now. */
  accessTokenIsLive(value: string): boolean;
  mintedBy(value: string): MintedBy | undefined;
  refreshTokens(): readonly RefreshTokenState[];
  accessTokens(): readonly AccessTokenState[];
  oauthClients(): readonly OAuthClientState[];
  currentOutage(): Outage | undefined;
}

/** Makes the control of an instance. */
export function createControl(
  instance: Instance,
  faults: Faults,
  calls: CallLog,
  outage: OutageSwitch,
): AlationControl {
  const { accessTokens, behaviour, clients, clock, refreshTokens, signingKeys, users } = instance;
  const refreshTokenOf = (id: string) => refreshTokens.byId(id) ?? missing('refresh token', id);
  const clientOf = (id: string) => clients.find(id) ?? missing('OAuth client', id);

  return {
    behaviour,
    faults,
    calls,

    addUser: (user) => users.add(user),
    createRefreshTokenInUi: ({ userId, name }) => {
      if (users.find(userId) === undefined) users.add({ userId });
      const created = refreshTokens.create(userId, name, behaviour.refreshTokenLifetimeMs);
      return { ...refreshTokenState(instance, created), refreshToken: created.value };
    },
    createAPIAccessTokenInUi: (id) => mintAPIAccessToken(instance, refreshTokenOf(id)).value,
    revokeRefreshToken: (id, { withAccessTokens = false } = {}) => {
      refreshTokenOf(id).revokedAt ??= clock.now();
      if (withAccessTokens) accessTokens.revokeAll(id);
    },
    expireRefreshToken: (id) => {
      const refreshToken = refreshTokenOf(id);
      refreshToken.expiresAt = Math.min(refreshToken.expiresAt, clock.now());
    },

    registerOAuthClient: (fields) => {
      const client = clients.register(fields);
      return { ...oauthClientState(instance, client), clientSecret: client.clientSecret };
    },
    regenerateClientSecret: (id) => clients.regenerateSecret(clientOf(id)),
    setAccessTokenDuration: (id, ms) => clients.setDuration(clientOf(id), ms),
    deleteOAuthClient: (id) => {
      accessTokens.revokeAll(clientOf(id).clientId);
      clients.delete(id);
    },
    rotateSigningKey: ({ keepOldForMs }) => signingKeys.rotate(keepOldForMs),

    revokeAccessToken: (value) => {
      const accessToken = accessTokens.find(value);
      if (accessToken === undefined) return false;
      accessToken.revokedAt ??= clock.now();
      return true;
    },
    revokeAccessTokensOf: (credentialId) => accessTokens.revokeAll(credentialId),
    outage: (on, kind = {}) => {
      outage.current = on ? { as: 'unavailable', of: 'everything', ...kind } : undefined;
    },

    accessTokenIsLive: (value) => {
      const accessToken = accessTokens.find(value);
      return accessToken !== undefined && accessTokens.status(accessToken) === 'ACTIVE';
    },
    mintedBy: (value) => {
      const accessToken = accessTokens.find(value);
      if (accessToken === undefined) return undefined;
      const { credentialId, userId, mintedAt, expiresAt, jwt } = accessToken;
      const minter = jwt === undefined ? { refreshTokenId: credentialId } : { clientId: credentialId };
      return { ...minter, userId, mintedAt, expiresAt };
    },
    refreshTokens: () => refreshTokens.all().map((one) => refreshTokenState(instance, one)),
    accessTokens: () => accessTokens.all().map((one) => accessTokenState(instance, one)),
    oauthClients: () => clients.all().map((one) => oauthClientState(instance, one)),
    currentOutage: () => outage.current,
  };
}

function missing(what: string, id: string): never {
  throw new RangeError(`There is no ${what} with the id ${id}.`);
}
