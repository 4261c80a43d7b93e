/**
 * What must happen after a failed rotation.
 *
 * - `wait`: no operator has to act, a later sweep retries
 * - `reauthorize`: an operator creates a new refresh token or client secret and stores it
 * - `reconfigure`: an operator corrects a setting, a permission, a secret, the network or Alation
 * - `intervene`: an operator investigates the cause
 */
export type Disposition = 'wait' | 'reauthorize' | 'reconfigure' | 'intervene';

/**
 * Every code of a failed rotation, and its disposition. `failureTexts` explains each code. The texts are in another file, so
 * that the rotator's bundle does not contain them.
 */
export const dispositionOf = {
  AlationUnavailable: 'wait',
  AlationThrottled: 'wait',
  MintOutcomeUnknown: 'wait',
  RejectionUnconfirmed: 'wait',
  AlationAnswerMalformed: 'wait',
  VerificationUnavailable: 'wait',
  SecretsManagerUnavailable: 'wait',
  DeadlineTooShort: 'wait',
  VersionQuotaReached: 'wait',
  CredentialRejected: 'reauthorize',
  CredentialsMalformed: 'reconfigure',
  HostNotAllowed: 'reconfigure',
  AlationRedirected: 'reconfigure',
  AlationRequestRefused: 'reconfigure',
  AlationForbidden: 'reconfigure',
  CertificateRejected: 'reconfigure',
  SecretAccessDenied: 'reconfigure',
  SecretMissing: 'reconfigure',
  LifetimeTooShort: 'reconfigure',
  StateNotSaved: 'reconfigure',
  AccessTokenUntrusted: 'intervene',
  SupersededAtOnce: 'intervene',
  PublishFailed: 'intervene',
  Unexpected: 'intervene',
} as const satisfies Record<string, Disposition>;

/** Name of a failure in logs, tags, events and headings of the runbook. */
export type RotationErrorCode = keyof typeof dispositionOf;

/** Whether a text, such as the code in a tag, is a failure code of this version. */
export function isFailureCode(text: string | undefined): text is RotationErrorCode {
  return text !== undefined && Object.hasOwn(dispositionOf, text);
}

/** The disposition of a code in a tag. An unknown code comes from another version, or from a tag written by hand. */
export function dispositionOfCode(code: string | undefined): Disposition {
  return isFailureCode(code) ? dispositionOf[code] : 'intervene';
}

/** Whether the rotator retries by itself and no operator has to act yet. */
export function isTransient(code: string | undefined): boolean {
  return dispositionOfCode(code) === 'wait';
}
