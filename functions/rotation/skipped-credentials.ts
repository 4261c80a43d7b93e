import type { CredentialState, IntegrationState } from '../integration/integration-state.ts';
import type { RotationPolicy } from '../integration/policy.ts';
import { DAY_MS } from '../time.ts';
import { hashFraction, rotationTime } from './rotation-time.ts';

/**
 * The credentials that rotations skip at this version of the credentials secret: every rejected credential, and a
 * forbidden credential while another credential can mint. A forbidden credential is not skipped while a rotation waits
 * for it: the last attempt failed with its 403.
 */
export function skippedCredentials(
  { credentials, status, backoff }: IntegrationState,
  versionId: string | undefined,
): readonly CredentialState[] {
  const isWaiting = backoff !== undefined && status?.code === 'AlationForbidden';
  const skipsForbidden = !isWaiting && credentials.some((credential) => isUsableAt(credential, versionId));
  return credentials.filter(
    (credential) => !isUsableAt(credential, versionId) && (credential.state === 'rejected' || skipsForbidden),
  );
}

/** Whether Alation neither rejected nor forbade a credential at this version of the credentials secret. */
export function isUsableAt(
  { state, versionId }: Pick<CredentialState, 'state' | 'versionId'>,
  currentVersionId: string | undefined,
): boolean {
  return versionId !== currentVersionId || (state !== 'rejected' && state !== 'forbidden');
}

/**
 * The day on which the rotator checked skipped credentials, with the hour if the rotator must check again in the next hour.
 * The day begins at the integration's slot in UTC, so that many integrations are not checked at the same time.
 */
export function checkedOn(integration: string, now: number, isAnswered: boolean): string {
  const sinceSlot = new Date(now - Math.trunc(DAY_MS * hashFraction(integration)));
  return sinceSlot.toISOString().slice(0, isAnswered ? 10 : 13);
}

/**
 * Whether the rotator checks skipped credentials now: once a day, and once an hour until Alation responds.
 * If the issuing credential is among them, the rotator checks only when a rotation is due, because a mint would revoke the
 * published access token. If that access token may be inactive already, the rotator does not wait.
 */
export function isCheckDue(
  integration: string,
  state: IntegrationState,
  versionId: string | undefined,
  now: number,
  policy: Pick<RotationPolicy, 'intervalMs' | 'renewalFraction'>,
): boolean {
  const { accessToken, checked } = state;
  const skipped = skippedCredentials(state, versionId);
  // This condition comes first, because a sweep decides about every integration, and nearly none has skipped credentials.
  if (skipped.length === 0) return false;
  if ([true, false].some((isAnswered) => checkedOn(integration, now, isAnswered) === checked)) return false;
  const isServed = accessToken?.verified === true && now < rotationTime(accessToken, policy, 0);
  return !(isServed && skipped.some(({ name }) => name === accessToken.credential));
}
