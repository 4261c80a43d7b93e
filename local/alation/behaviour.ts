import { HOUR_MS } from '../../functions/time.ts';

/** What minting an API access token does to the ones minted before from the same refresh token. */
export type Supersession = 'revokes' | 'coexists';

/** Which forms of client authentication the OAuth endpoints take (RFC 6749 section 2.3.1). */
export type AcceptedClientAuthentication = 'both' | 'basic' | 'body';

/** How this Alation behaves; every field may be changed while it runs. */
export interface AlationBehaviour {
  /** OAuth clients always have one live access token, whatever this says. */
  supersession: Supersession;
  /** Ms from creation; holds for API access tokens minted from now on, as with `alation_conf`. */
  accessTokenLifetimeMs: number;
  /** Ms from creation; holds for refresh tokens created from now on. */
  refreshTokenLifetimeMs: number;
  /**
   * How the validate endpoints answer about an expired or revoked token: 401, or 200 with `token_status` EXPIRED or
   * REVOKED. Clients in the wild were written for both.
   */
  deadTokens: 'refused' | 'described';
  /** Status of data endpoints for a dead or unknown `TOKEN`. Alation's guides say 403, some clients expect 401. */
  deadAccessTokenStatus: 401 | 403;
  clientAuthentication: AcceptedClientAuthentication;
}

/** Alation's defaults: 24 h and 60 d. */
export const defaultBehaviour: Omit<AlationBehaviour, 'supersession'> = {
  accessTokenLifetimeMs: 24 * HOUR_MS,
  refreshTokenLifetimeMs: 60 * 24 * HOUR_MS,
  deadTokens: 'refused',
  deadAccessTokenStatus: 403,
  clientAuthentication: 'both',
};
