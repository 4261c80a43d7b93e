import { lifeLeft } from '../../functions/expiry/life-left.ts';
import { daysLeft } from '../../functions/expiry/warning-stage.ts';
import type { CredentialRecord } from '../../functions/rotation/rotation-record.ts';

/** One credential of an integration. */
export interface CredentialStatus extends Pick<
  CredentialRecord,
  'name' | 'kind' | 'expiresAt' | 'expirySource'
> {
  readonly state: CredentialRecord['state'];
  /** The last day counted whole; undefined for an OAuth client, which does not expire. */
  readonly daysLeft: number | undefined;
  /** The same in words. */
  readonly lifeLeft: string | undefined;
}

/** How a credential fares at this moment, ms since the epoch. */
export function credentialStatus(credential: CredentialRecord, now: number): CredentialStatus {
  const { name, kind, state, expiresAt, expirySource } = credential;
  return {
    name,
    kind,
    state,
    expiresAt,
    expirySource,
    daysLeft: expiresAt === undefined ? undefined : daysLeft(expiresAt, now),
    lifeLeft: expiresAt === undefined ? undefined : lifeLeft(expiresAt, now),
  };
}
