import { dispositionOfCode } from './failure-codes.ts';
import type { Disposition } from './failure-codes.ts';
import type { IntegrationState, RotationStatus } from './integration-state.ts';

/** Every kind of failure that causes an alert. Failures of different kinds need different actions. */
export const FAILURE_KINDS = [
  'rejected',
  'wait',
  'reauthorize',
  'reconfigure',
  'intervene',
] as const satisfies readonly (Disposition | 'rejected')[];

/** `rejected` when Alation rejected every credential, else the disposition of the failure's code. */
export type FailureKind = (typeof FAILURE_KINDS)[number];

/** A failure of an integration. Kind and version identify it. */
export interface Failure {
  readonly kind: FailureKind;
  /** The version of the credentials secret with which the rotation failed; undefined when it is not known. */
  readonly versionId: string | undefined;
  /** The present status. */
  readonly status: RotationStatus;
}

/**
 * The failure that an operator must know about; undefined when there is none. Another kind is another failure, because
 * another operator or owner acts. A failure with new credentials is another failure, because their owner must know.
 * Codes of one disposition are the same failure, because one outage causes several codes.
 */
export function failureOf(state: IntegrationState): Failure | undefined {
  const { status, backoff, credentials } = state;
  if (status?.state !== 'failing' && status?.state !== 'rejected') return undefined;
  return {
    kind: status.state === 'rejected' ? 'rejected' : dispositionOfCode(status.code),
    // If credentials could not be read, only the backoff contains their version.
    versionId: backoff?.versionId ?? credentials[0]?.versionId,
    status,
  };
}

/** Whether an operator must act: the state is failing or rejected. */
export function needsOperator(state: IntegrationState): boolean {
  return failureOf(state) !== undefined;
}

/** Whether an alert about the first failure covers the second. */
export function isSameFailure(one: Failure | undefined, other: Failure): boolean {
  return one !== undefined && one.kind === other.kind && one.versionId === other.versionId;
}
