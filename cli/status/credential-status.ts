import { remainingLifetime } from '../../functions/warning/duration-text.ts';
import { daysLeft } from '../../functions/warning/warning-stage.ts';
import type { CredentialState } from '../../functions/integration/integration-state.ts';

/** One credential of an integration. */
export interface CredentialStatus extends Pick<
  CredentialState,
  'name' | 'kind' | 'expiresAt' | 'expirySource'
> {
  readonly state: CredentialState['state'];
  /** The last day counted whole; undefined for an OAuth client, which does not expire. */
  readonly daysLeft: number | undefined;
  /** The same in words. */
  readonly remainingLifetime: string | undefined;
}

/** How a credential fares at this moment, ms since the epoch. */
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
