import { dispositionOf } from './rotation-error.ts';
import type { Disposition } from './rotation-error.ts';
import type { IntegrationState, RotationStatus } from './integration-state.ts';

/** Every kind of failure that people are told of: what they do about it is the same within each. */
export const FAILURE_KINDS = [
  'rejected',
  'wait',
  'reauthorize',
  'reconfigure',
  'intervene',
] as const satisfies readonly (Disposition | 'rejected')[];

/** `rejected` when no credential is left that Alation accepts, else the disposition of the failure's code. */
export type FailureKind = (typeof FAILURE_KINDS)[number];

/** What tells one failure from another. */
export interface Failure {
  readonly kind: FailureKind;
  /** The version of the credentials secret that failed; undefined when none is known. */
  readonly versionId: string | undefined;
  /** As it shows now. */
  readonly status: RotationStatus;
}

/**
 * The failure that a person should look at, if there is one. It is another one when somebody else must act, or when new
 * credentials failed: silence would then tell whoever stored them that all is well. Codes of one disposition are one
 * failure, because an Alation that is down shows it now this way and now that.
 */
export function failureOf(state: IntegrationState): Failure | undefined {
  const { status, backoff, credentials } = state;
  if (status?.state !== 'failing' && status?.state !== 'rejected') return undefined;
  return {
    kind: status.state === 'rejected' ? 'rejected' : dispositionOfCode(status.code),
    // Credentials that could not be read are known by the attempts they cost only.
    versionId: backoff?.versionId ?? credentials[0]?.versionId,
    status,
  };
}

/** Whether a person should look: nothing will get well by itself, or it has not for a while. */
export function needsPerson(state: IntegrationState): boolean {
  return failureOf(state) !== undefined;
}

/** Whether what was known of the one covers the other. */
export function isSameFailure(one: Failure | undefined, other: Failure): boolean {
  return one !== undefined && one.kind === other.kind && one.versionId === other.versionId;
}

const dispositions: ReadonlyMap<string | undefined, Disposition> = new Map(Object.entries(dispositionOf));

/** A code that is none of ours was written into the tag by somebody. */
function dispositionOfCode(code: string | undefined): Disposition {
  return dispositions.get(code) ?? 'intervene';
}
