import type { Contest } from './contest.ts';
import type { CredentialKind } from './credential.ts';
import type { MonthlyCounts } from './outcome-counts.ts';
import type { RenewalRequest } from './renewal-request.ts';
import type { RenewalState } from './renewal-state.ts';
import type { VersionCount } from './version-count.ts';

/**
 * The state of an integration's rotation. `fresh`: an active access token is published. `retrying`: a failure that will
 * probably end without an operator within the next sweeps. `failing`: an operator must act. `rejected`: Alation accepts
 * no credential.
 */
export type RotationState = 'fresh' | 'retrying' | 'failing' | 'rejected';

/** The state and since when, in ms since the epoch. `code` is the code of the failure, if there is one. */
export interface RotationStatus {
  readonly state: RotationState;
  readonly code: string | undefined;
  readonly since: number;
}

/** The state of one credential, without its secret. */
export interface CredentialState {
  readonly name: string;
  readonly kind: CredentialKind;
  /**
   * `forbidden`: Alation answers 403 to its mints, and another credential can mint. `rejected` and `forbidden` stay
   * when a later version of the secret changes only other credentials. Releases that do not know `forbidden` read it as
   * `unchecked`.
   */
  readonly state: 'active' | 'rejected' | 'forbidden' | 'unchecked';
  /** Version of the credentials secret that `state` is about. */
  readonly versionId: string;
  /** Expiry of a refresh token, ms since the epoch; undefined for OAuth clients. */
  readonly expiresAt: number | undefined;
  /** Whether Alation reported the expiry, or the rotator estimated the expiry from the assumed lifetime. */
  readonly expirySource: 'reported' | 'estimated' | undefined;
  /** When it was stored, ms since the epoch. An accepted or refused credential keeps this time until it is replaced. */
  readonly storedAt: number | undefined;
  /** Its `credentialFingerprint`, to recognise the same refresh token or client secret. */
  readonly fingerprint?: string | undefined;
  /** Its `minterId`; absent for a rejected credential, and until this version of the rotator has read the credential. */
  readonly minter?: string | undefined;
}

/** The state of the published access token, without the access token. */
export interface AccessTokenState {
  readonly issuedAt: number;
  readonly expiresAt: number;
  /** Present name of its issuing credential. */
  readonly credential: string;
  /** `minterFingerprint` of its issuing credential; absent if it is not known. */
  readonly fingerprint?: string | undefined;
  /** `false` if the access token may be inactive: the next sweep verifies it. */
  readonly verified: boolean;
  /** Whether Alation did not answer the last probe: the next sweep probes again. */
  readonly unanswered?: boolean | undefined;
  /** Whether no access token was published before: no consumer holds an earlier access token. */
  readonly isFirst?: boolean | undefined;
  /** Whether the lifetime is doubtful, as in `MintedAccessToken`. */
  readonly isLifetimeDoubtful?: boolean | undefined;
  /** Recent versions of the access-token secret; absent if their number is not known. */
  readonly versions?: VersionCount | undefined;
}

/** The result of a request that rotated nothing. */
export interface RequestAnswer {
  /** Ms since the epoch. */
  readonly at: number;
  /** Why the rotator does not rotate; absent if the published access token is active and fulfils the request. */
  readonly code?: string | undefined;
}

/** The state of an integration, stored in tags of its credentials secret. */
export interface IntegrationState {
  readonly paused: boolean;
  readonly owner: string | undefined;
  readonly baseUrl: string | undefined;
  readonly status: RotationStatus | undefined;
  readonly accessToken: AccessTokenState | undefined;
  /**
   * Version of the credentials secret that the rotator last reconciled without a failure. Another version causes a rotation.
   */
  readonly acceptedVersion: string | undefined;
  /** Failures in a row, with this version of the credentials secret. */
  readonly backoff:
    | { readonly versionId: string; readonly attempts: number; readonly nextAttemptAt: number }
    | undefined;
  readonly credentials: readonly CredentialState[];
  /** The answer to the last request that rotated nothing, for the sender of the request. */
  readonly answer?: RequestAnswer | undefined;
  /** The `checkedOn` of the last check of rejected and forbidden credentials. */
  readonly checked?: string | undefined;
  /** Whether the rotator renews the refresh tokens of the integration. The deployment decides. */
  readonly renews?: boolean | undefined;
  /** The last renewal of a refresh token. */
  readonly renewal?: RenewalState | undefined;
  /** An operator's request for a renewal. The rotator may have attempted the renewal since then. */
  readonly renewalRequest?: RenewalRequest | undefined;
  /** What the rotator did in the last counted month and in the month before; absent if nothing was counted. */
  readonly outcomes?: MonthlyCounts | undefined;
  /** What shows that another program, person or integration mints from a credential; absent if nothing does. */
  readonly contest?: Contest | undefined;
}
