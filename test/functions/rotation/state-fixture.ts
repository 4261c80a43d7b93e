import { defaultPolicy } from '../../../functions/integration/policy.ts';
import { rotationTimeOf, hashFraction } from '../../../functions/rotation/rotation-time.ts';
import type {
  AccessTokenState,
  CredentialState,
  IntegrationState,
} from '../../../functions/integration/integration-state.ts';
import { DAY_MS, HOUR_MS } from '../../../functions/time.ts';

export { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../functions/time.ts';

export const NOW = Date.UTC(2026, 0, 10, 12);
export const INTEGRATION = 'tableau';
export const VERSION = '11111111-1111-1111-1111-111111111111';
export const OLDER_VERSION = '00000000-0000-0000-0000-000000000000';

/** A verified access token with a lifetime of 24 h, minted an hour ago. */
export function accessTokenState(changes: Partial<AccessTokenState> = {}): AccessTokenState {
  const issuedAt = changes.issuedAt ?? NOW - HOUR_MS;
  return {
    issuedAt,
    expiresAt: issuedAt + DAY_MS,
    credential: 'a',
    verified: true,
    ...changes,
  };
}

/** An accepted refresh token that expires in 50 days. */
export function credentialState(changes: Partial<CredentialState> = {}): CredentialState {
  return {
    name: 'a',
    kind: 'refresh-token',
    state: 'active',
    versionId: VERSION,
    expiresAt: NOW + 50 * DAY_MS,
    expirySource: 'reported',
    storedAt: NOW - 10 * DAY_MS,
    ...changes,
  };
}

/** The state of a fresh integration with one credential. */
export function integrationState(changes: Partial<IntegrationState> = {}): IntegrationState {
  return {
    paused: false,
    owner: 'team-data',
    baseUrl: 'https://acme.alationcloud.com',
    status: { state: 'fresh', code: undefined, since: NOW - 10 * DAY_MS },
    accessToken: accessTokenState(),
    acceptedVersion: VERSION,
    backoff: undefined,
    credentials: [credentialState()],
    ...changes,
  };
}

/** When a rotation of the fixture's access token is due. Ms since the epoch. */
export const DUE_AT = rotationTimeOf(INTEGRATION, accessTokenState(), defaultPolicy, 'single');
/** The integration's slot in the probe interval that begins at `NOW`, which is a full hour. Ms since the epoch. */
export const PROBE_AT = NOW + Math.trunc(HOUR_MS * hashFraction(INTEGRATION));
