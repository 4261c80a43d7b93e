import { remainingLifetime } from '../../functions/warning/duration-text.ts';
import { daysLeft } from '../../functions/warning/warning-stage.ts';
import type { CredentialState } from '../../functions/integration/integration-state.ts';

/** One credential of an integration. */
export interface CredentialStatus extends Pick<
  CredentialState,
  'name' | 'kind' | 'state' | 'expiresAt' | 'expirySource'
> {
  /** Days left, rounded up; undefined for an OAuth client, which does not expire. */
  readonly daysLeft: number | undefined;
  /** The remaining lifetime as a text. */
  readonly remainingLifetime: string | undefined;
}

/**
 * The status of a credential.
 *
 * @param now ms since the epoch
 */
export function credentialStatus(credential: CredentialState, now: number): CredentialStatus {
  const { name, kind, state, expiresAt, expirySource } = credential;
  return {
    name,
    kind,
    state,
    expiresAt,
    expirySource,
    daysLeft: expiresAt === undefined ? undefined : daysLeft(expiresAt, now),
    remainingLifetime: expiresAt === undefined ? undefined : remainingLifetime(expiresAt, now),
  };
}
