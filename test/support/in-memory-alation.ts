import { createHash } from 'node:crypto';
import type { Credential } from '../../functions/integration/credential.ts';
import type { Clock, TokenEndpoints } from '../../functions/integration/ports.ts';
import { RotationError } from '../../functions/integration/rotation-error.ts';
import { Sensitive } from '../../functions/integration/sensitive.ts';
import { DAY_MS } from '../../functions/time.ts';
import { defaultBehaviour } from '../../local/alation/behaviour.ts';
import type { Regeneration } from '../../local/alation/behaviour.ts';

/** Whether a mint revokes the previous access tokens of the credential, or leaves them active. */
export type Supersession = 'revokes-previous' | 'coexist';

/** Behaviour of this Alation; may be changed at any time. */
export interface AlationBehaviour {
  supersession: Supersession;
  accessTokenLifetimeMs: number;
  refreshTokenLifetimeMs: number;
  /** What a renewal of a refresh token does. */
  regeneration: Regeneration;
  /**
   * Whether the response to a mint contradicts itself about the lifetime of the access token.
   * @default false
   */
  contradictsLifetime?: boolean;
}

/** A refresh token as a credentials secret contains it. */
export interface IssuedRefreshToken {
  readonly refresh_token: string;
  readonly user_id: number;
}

/** An OAuth client as a credentials secret contains it. */
export interface IssuedOAuthClient {
  readonly client_id: string;
  readonly client_secret: string;
}

/** The actions of users, administrators and consumers in Alation. */
export interface OperatedAlation {
  readonly behaviour: AlationBehaviour;
  /**
   * A user creates a refresh token at `/account/auth`.
   *
   * @param userId the default is a new user
   */
  issueRefreshToken(userId?: number): IssuedRefreshToken;
  /** An administrator registers an OAuth client. */
  registerOAuthClient(): IssuedOAuthClient;
  /**
   * An administrator regenerates a client secret. Alation refuses the old client secret at once. The access tokens of the
   * client stay active.
   */
  regenerateSecret(secret: string): string;
  /**
   * Returns another text for the same refresh token or OAuth client, for a second integration. So a test knows which
   * integration calls, and the rotator does not find that two integrations share the credential.
   */
  share(secret: string): string;
  /** Identifies the refresh token or OAuth client of a secret; undefined if there is none. */
  grantOf(secret: string): object | undefined;
  /** Revokes a refresh token or deletes a client, so that the credential mints no more. Its access tokens stay active. */
  revoke(secret: string): void;
  /**
   * Rejects a refresh token or OAuth client, or accepts it again, as when an administrator deactivates the user for a
   * time.
   */
  suspend(secret: string, isSuspended: boolean): void;
  /** Answers 403 to a refresh token or OAuth client, or accepts it again, as when its user loses a right for a time. */
  forbid(secret: string, isRefused: boolean): void;
  /** Whether Alation answers 403 to this refresh token or client secret now. */
  isForbidden(secret: string): boolean;
  /** Revokes every access token of a credential, e.g. by "Regenerate API Token". */
  revokeAccessTokens(secret: string): void;
  /** Expiry of a refresh token, in ms since the epoch; undefined if this Alation did not issue it. */
  refreshTokenExpiry(secret: string): number | undefined;
  /** Whether this refresh token or client secret can mint access tokens now. */
  accepts(secret: string): boolean;
  /** Whether Alation would accept a call with this access token now. */
  isActive(accessToken: string): boolean;
}

/** Alation's token endpoints in memory. */
export interface InMemoryAlation extends TokenEndpoints, OperatedAlation {
  /** Expiry of an access token, in ms since the epoch; undefined if this Alation did not mint it. */
  expiryOf(accessToken: string): number | undefined;
  /** Number of access tokens minted from a credential so far. */
  mintsOf(secret: string): number;
}

interface Grant {
  readonly userId: number | undefined;
  expiresAt: number;
  isRevoked: boolean;
  isSuspended?: boolean;
  isForbidden?: boolean;
  mints: number;
  /** The access tokens that are not revoked. */
  readonly minted: { isRevoked: boolean }[];
}

interface AccessToken {
  readonly grant: Grant;
  readonly expiresAt: number;
  isRevoked: boolean;
}

/** Creates an Alation. Its tokens have high entropy and are the same on every run. */
export function inMemoryAlation(
  clock: Pick<Clock, 'now'>,
  behaviour: Partial<AlationBehaviour> = {},
): InMemoryAlation {
  const grants = new Map<string, Grant>();
  const accessTokens = new Map<string, AccessToken>();
  /** Client secrets that were regenerated. */
  const retired = new Set<string>();
  let issued = 0;
  const settings: AlationBehaviour = {
    supersession: 'revokes-previous',
    accessTokenLifetimeMs: DAY_MS,
    refreshTokenLifetimeMs: 60 * DAY_MS,
    regeneration: defaultBehaviour.regeneration,
    ...behaviour,
  };

  const grantOf = (credential: Credential): Grant => {
    const grant = grants.get(secretOf(credential));
    const isPaired = credential.kind === 'oauth-client' || grant?.userId === credential.userId;
    if (grant === undefined || !isValid(secretOf(credential)) || !isPaired) {
      throw new RotationError('CredentialRejected', `the credential ${credential.name} is refused`);
    }
    if (grant.isForbidden === true) {
      throw new RotationError('AlationForbidden', `the credential ${credential.name} is forbidden`, {
        status: 403,
      });
    }
    return grant;
  };
  const isValid = (secret: string): boolean => {
    const grant = grants.get(secret);
    return (
      grant !== undefined &&
      !retired.has(secret) &&
      !grant.isRevoked &&
      grant.isSuspended !== true &&
      clock.now() < grant.expiresAt
    );
  };
  const isForbidden = (secret: string) => grants.get(secret)?.isForbidden === true;
  const revokeAccessTokensOf = (grant: Grant) => {
    for (const accessToken of grant.minted.splice(0)) accessToken.isRevoked = true;
  };
  const issue = (userId: number | undefined, expiresAt: number): string => {
    const refreshToken = opaque(`refresh token ${issued++}`);
    grants.set(refreshToken, { userId, expiresAt, isRevoked: false, mints: 0, minted: [] });
    return refreshToken;
  };
  const isActive = (text: string) => {
    const accessToken = accessTokens.get(text);
    return accessToken !== undefined && !accessToken.isRevoked && clock.now() < accessToken.expiresAt;
  };

  const share = (secret: string): string => {
    const grant = grants.get(secret);
    if (grant === undefined) throw new RangeError('this Alation did not issue the secret');
    const copy = opaque(`secret ${issued++}`);
    grants.set(copy, grant);
    return copy;
  };

  return {
    behaviour: settings,
    async mint(_baseUrl, credential) {
      const grant = grantOf(credential);
      if (settings.supersession === 'revokes-previous') revokeAccessTokensOf(grant);
      const issuedAt = clock.now();
      const expiresAt = issuedAt + settings.accessTokenLifetimeMs;
      const text = opaque(`access token ${accessTokens.size}`);
      const accessToken = { grant, expiresAt, isRevoked: false };
      accessTokens.set(text, accessToken);
      grant.minted.push(accessToken);
      grant.mints += 1;
      return {
        accessToken: new Sensitive(text),
        tokenType: credential.kind === 'oauth-client' ? 'Bearer' : 'APIAccessToken',
        issuedAt,
        expiresAt,
        expirySource: 'reported',
        ...(settings.contradictsLifetime === true && { isLifetimeDoubtful: true }),
      };
    },
    // A refused OAuth client changes nothing here: then the rotator verifies with a request that carries the access token.
    async verify(_baseUrl, { accessToken, userId }) {
      const text = accessToken.reveal();
      return isActive(text) && accessTokens.get(text)?.grant.userId === userId ? 'active' : 'inactive';
    },
    async inspect(_baseUrl, credential) {
      if (credential.kind === 'oauth-client') return { state: 'active', expiresAt: undefined };
      try {
        return { state: 'active', expiresAt: grantOf(credential).expiresAt };
      } catch (error) {
        if (error instanceof RotationError && error.code === 'AlationForbidden') throw error;
        return { state: 'refused' };
      }
    },

    issueRefreshToken(userId = 100 + issued) {
      return {
        refresh_token: issue(userId, clock.now() + settings.refreshTokenLifetimeMs),
        user_id: userId,
      };
    },
    registerOAuthClient() {
      const clientSecret = opaque(`client secret ${issued++}`);
      grants.set(clientSecret, {
        userId: undefined,
        expiresAt: Infinity,
        isRevoked: false,
        mints: 0,
        minted: [],
      });
      return { client_id: `client-${issued}`, client_secret: clientSecret };
    },
    regenerateSecret(secret) {
      const regenerated = share(secret);
      retired.add(secret);
      return regenerated;
    },
    share,
    grantOf: (secret) => grants.get(secret),
    revoke(secret) {
      const grant = grants.get(secret);
      if (grant) grant.isRevoked = true;
    },
    suspend(secret, isSuspended) {
      const grant = grants.get(secret);
      if (grant) grant.isSuspended = isSuspended;
    },
    forbid(secret, isRefused) {
      const grant = grants.get(secret);
      if (grant) grant.isForbidden = isRefused;
    },
    isForbidden,
    revokeAccessTokens(secret) {
      const grant = grants.get(secret);
      if (grant) revokeAccessTokensOf(grant);
    },
    async regenerate(_baseUrl, credential) {
      const { offers, expiry, accessTokens: own, others } = settings.regeneration;
      if (offers === 'unavailable')
        throw new RotationError('AlationRequestRefused', 'there is no such endpoint', { status: 404 });
      const old = grantOf(credential);
      const expiresAt = clock.now() + settings.refreshTokenLifetimeMs;
      if (offers === 'same') {
        old.expiresAt = expiresAt;
        return credential.refreshToken;
      }
      for (const sibling of new Set(grants.values())) {
        if (sibling === old || sibling.userId !== old.userId) continue;
        if (others !== 'kept') revokeAccessTokensOf(sibling);
        if (others === 'refresh-tokens-revoked') sibling.isRevoked = true;
      }
      old.isRevoked = true;
      if (own === 'revoked') revokeAccessTokensOf(old);
      return new Sensitive(issue(old.userId, expiry === 'full' ? expiresAt : old.expiresAt));
    },
    refreshTokenExpiry: (secret) => grants.get(secret)?.expiresAt,
    accepts: (secret) => isValid(secret) && !isForbidden(secret),
    isActive,
    expiryOf: (text) => accessTokens.get(text)?.expiresAt,
    mintsOf: (secret) => grants.get(secret)?.mints ?? 0,
  };
}

function secretOf(credential: Credential): string {
  return credential.kind === 'oauth-client'
    ? credential.clientSecret.reveal()
    : credential.refreshToken.reveal();
}

function opaque(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
