import type { FaultQueue, Faults } from '../faults/faults.ts';
import { mintAPIAccessToken } from './api-access-token.ts';
import type { AlationBehaviour } from './behaviour.ts';
import type { CallLog } from './call-log.ts';
import { type Fault, outageFault } from './fault.ts';
import type { Instance } from './instance.ts';
import type { NewOAuthClient } from './oauth-clients.ts';
import type { KeyRotation } from './signing-keys.ts';
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

/** The user, the credential and the times of an access token. Times are ms since the epoch. */
export type MintedBy = {
  readonly userId: number;
  readonly mintedAt: number;
  readonly expiresAt: number;
  /** When the access token was revoked, for example by the next mint; undefined if never. */
  readonly revokedAt: number | undefined;
} & ({ readonly refreshTokenId: string } | { readonly clientId: string });

/**
 * Actions of users in Alation's UI, faults, and the state inside the instance.
 *
 * Methods throw RangeError for an unknown id of a refresh token or client, except `revokeAccessTokensOf`, which returns 0.
 */
export interface AlationControl {
  /** May be changed at any time. */
  readonly behaviour: AlationBehaviour;
  readonly faults: Faults<Fault>;
  readonly calls: CallLog;

  /** Adds a user, or replaces the user with that id. Without a password the user signs on through SSO. */
  addUser(user: NewUser): User;
  /** Creates a refresh token, as a user does at `/account/auth`. An unknown `userId` becomes a user of SSO. */
  createRefreshTokenInUi(created: { readonly userId: number; readonly name: string }): IssuedRefreshToken;
  /** Mints from a refresh token, as a user does with "Regenerate API Token". Returns the access token. */
  createAPIAccessTokenInUi(refreshTokenId: string): string;
  /**
   * Revokes a refresh token, as a Server Admin does. UNKNOWN: whether Alation then revokes its access tokens.
   * `withAccessTokens` decides.
   */
  revokeRefreshToken(refreshTokenId: string, options?: { readonly withAccessTokens?: boolean }): void;
  /** Expires a refresh token now. Its access tokens stay active. */
  expireRefreshToken(refreshTokenId: string): void;

  registerOAuthClient(client: NewOAuthClient): IssuedOAuthClient;
  /** Returns the new client secret. The old client secret stops working; the client's access token stays active. */
  regenerateClientSecret(clientId: string): string;
  /** Deletes a client application and revokes its access token. */
  deleteOAuthClient(clientId: string): void;
  /** Signs with a new key; the old key stays published for `keepOldForMs`. Returns the `kid` of the new key. */
  rotateSigningKey(rotation: KeyRotation): Promise<string>;

  /** Revokes one access token; false when this instance did not mint it. */
  revokeAccessToken(value: string): boolean;
  /** Revokes all active access tokens of a refresh token or client and returns how many there were. */
  revokeAccessTokensOf(credentialId: string): number;
  /** Begins or ends an outage: Alation answers 503. With `token-endpoints`, the data endpoints still work. */
  outage(on: boolean, options?: { readonly of?: 'everything' | 'token-endpoints' | undefined }): void;

  /** Whether Alation accepts this access token now. */
  isAccessTokenActive(value: string): boolean;
  mintedBy(value: string): MintedBy | undefined;
  /** When a refresh token was revoked, or a client secret was replaced or deleted; undefined if never. */
  rejectedAt(secret: string): number | undefined;
  /** The refresh token with this value; undefined if this instance did not create it. */
  findRefreshToken(value: string): RefreshTokenState | undefined;
  refreshTokens(): readonly RefreshTokenState[];
  accessTokens(): readonly AccessTokenState[];
  oauthClients(): readonly OAuthClientState[];
}

/** Creates the control of an instance. */
export function createControl(instance: Instance, faults: FaultQueue<Fault>, calls: CallLog): AlationControl {
  const { accessTokens, behaviour, clients, clock, refreshTokens, signingKeys, users } = instance;
  const refreshTokenOf = (id: string) => refreshTokens.byId(id) ?? missing('refresh token', id);
  const clientOf = (id: string) => clients.find(id) ?? missing('OAuth client', id);
  let endOutage: (() => void) | undefined;

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
    deleteOAuthClient: (id) => {
      accessTokens.revokeAll(clientOf(id).clientId);
      clients.delete(id);
    },
    rotateSigningKey: (rotation) => signingKeys.rotate(rotation),

    revokeAccessToken: (value) => {
      const accessToken = accessTokens.find(value);
      if (accessToken === undefined) return false;
      accessToken.revokedAt ??= clock.now();
      return true;
    },
    revokeAccessTokensOf: (credentialId) => accessTokens.revokeAll(credentialId),
    outage: (on, { of = 'everything' } = {}) => {
      endOutage?.();
      endOutage = on ? faults.add(outageFault(of)) : undefined;
    },

    isAccessTokenActive: (value) => {
      const accessToken = accessTokens.find(value);
      return accessToken !== undefined && accessTokens.status(accessToken) === 'ACTIVE';
    },
    mintedBy: (value) => {
      const accessToken = accessTokens.find(value);
      if (accessToken === undefined) return undefined;
      const { credentialId, userId, mintedAt, expiresAt, revokedAt, jwt } = accessToken;
      const credential = jwt === undefined ? { refreshTokenId: credentialId } : { clientId: credentialId };
      return { ...credential, userId, mintedAt, expiresAt, revokedAt };
    },
    rejectedAt: (secret) => refreshTokens.find(secret)?.revokedAt ?? clients.rejectedAt(secret),
    findRefreshToken: (value) => {
      const refreshToken = refreshTokens.find(value);
      return refreshToken && refreshTokenState(instance, refreshToken);
    },
    refreshTokens: () => refreshTokens.all().map((refreshToken) => refreshTokenState(instance, refreshToken)),
    accessTokens: () => accessTokens.all().map((accessToken) => accessTokenState(instance, accessToken)),
    oauthClients: () => clients.all().map((client) => oauthClientState(instance, client)),
  };
}

function missing(what: string, id: string): never {
  throw new RangeError(`There is no ${what} with the id ${id}. GET /alation/state shows all ids.`);
}
