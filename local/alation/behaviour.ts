import { HOUR_MS } from '../../functions/time.ts';

/** Whether minting revokes the earlier API access tokens of the same refresh token. With `coexists` they stay active. */
export type Supersession = 'revokes' | 'coexists';

/**
 * What `regenRefreshToken` does. Alation does not document this. `new`: Alation revokes the old refresh token and creates
 * a new refresh token. `same`: Alation extends the old refresh token. `unavailable`: the endpoint does not exist (404).
 * The other fields apply to `new` only.
 */
export interface Regeneration {
  readonly offers: 'new' | 'same' | 'unavailable';
  /** Whether the new refresh token has a full lifetime, or the expiry of the old refresh token. */
  readonly expiry: 'full' | 'kept';
  /** Whether access tokens of the old refresh token stay active. */
  readonly accessTokens: 'revoked' | 'kept';
  /** What the call does to the user's other refresh tokens; `refresh-tokens-revoked` also revokes their access tokens. */
  readonly others: 'kept' | 'access-tokens-revoked' | 'refresh-tokens-revoked';
}

/** Forms of client authentication that the OAuth endpoints accept (RFC 6749 section 2.3.1). */
export type AcceptedClientAuthentication = 'both' | 'basic' | 'body';

/** Behaviour of a local Alation. Every field may be changed while the server runs. */
export interface AlationBehaviour {
  /** Applies to API keys; an OAuth client has at most one active access token. */
  supersession: Supersession;
  /** Ms; applies to API access tokens minted after the change, as with `alation_conf`. */
  accessTokenLifetimeMs: number;
  /** Ms; applies to refresh tokens created or extended after the change. */
  refreshTokenLifetimeMs: number;
  /**
   * Response of the validate endpoints for an expired or revoked token: 401, or 200 with `token_status` EXPIRED or
   * REVOKED. Each public program for this API that we know handles only one of these responses.
   */
  inactiveTokens: 'refused' | 'described';
  /** Status of data endpoints for an inactive or unknown `TOKEN`. Alation's guides say 403, some programs expect 401. */
  inactiveTokenStatus: 401 | 403;
  clientAuthentication: AcceptedClientAuthentication;
  /** Whether JWTs name their signing key (`kid`). */
  jwtsNameKey: boolean;
  regeneration: Regeneration;
  /** Whether a client receives its active JWT again instead of a new JWT. */
  repeatsActiveJwts: boolean;
}

/** The lifetimes are Alation's defaults: 24 h and 60 days. Alation documents only some of the other fields. */
export const defaultBehaviour: Omit<AlationBehaviour, 'supersession'> = {
  accessTokenLifetimeMs: 24 * HOUR_MS,
  refreshTokenLifetimeMs: 60 * 24 * HOUR_MS,
  inactiveTokens: 'refused',
  inactiveTokenStatus: 403,
  clientAuthentication: 'both',
  jwtsNameKey: true,
  regeneration: { offers: 'new', expiry: 'full', accessTokens: 'revoked', others: 'kept' },
  repeatsActiveJwts: false,
};
