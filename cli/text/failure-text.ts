import { advice } from '../../functions/warning/failure-advice.ts';
import type { RotationErrorCode } from '../../functions/integration/rotation-error.ts';
import { dispositionOf } from '../../functions/integration/rotation-error.ts';

/** A failure code as a clause, `rotation failed: …`, and what a person does about it. */
export interface FailureWords {
  readonly says: string;
  readonly todo: string;
}

const NOTHING_YET = 'Nothing yet: the rotator tries again by itself. If it lasts, look it up';

/** The same of a rotation that was asked for and is not due: a tick looks at what is published, and no more. */
export const NOT_REPEATED =
  'The rotator does not repeat a request: one of the next ticks looks whether the published access token is alive, and ' +
  'replaces it if it is dead or due. If it lasts, look it up';

const words: Readonly<Record<RotationErrorCode, FailureWords>> = {
  AlationUnavailable: { says: 'Alation does not answer', todo: NOTHING_YET },
  AlationThrottled: { says: 'Alation asks to be called less often', todo: NOTHING_YET },
  MintOutcomeUnknown: { says: 'Alation was asked for an access token and never answered', todo: NOTHING_YET },
  AlationAnswerMalformed: { says: 'the answer is not what Alation documents', todo: NOTHING_YET },
  VerificationUnavailable: {
    says: 'Alation did not say whether the access token is alive',
    todo: NOTHING_YET,
  },
  SecretsManagerUnavailable: { says: 'Secrets Manager does not answer or throttles', todo: NOTHING_YET },
  DeadlineTooShort: { says: 'the run was too short to rotate safely', todo: NOTHING_YET },
  CredentialRejected: {
    says: 'Alation refuses the credential',
    todo: sentence(advice.CredentialRejected),
  },
  CredentialsMalformed: {
    says: 'the credentials secret is not the documented JSON',
    todo: 'Write it again; the log of the rotator names the field',
  },
  HostNotAllowed: {
    says: 'base_url is not https, or its host is not among the allowed ones',
    todo: sentence(advice.HostNotAllowed),
  },
  AlationRedirected: {
    says: 'Alation answers with a redirect, which is never followed',
    todo: sentence(advice.AlationRedirected),
  },
  AlationRequestRefused: {
    says: 'this server does not know the token endpoints',
    todo: sentence(advice.AlationRequestRefused),
  },
  AlationForbidden: {
    says: 'Alation forbids it (403)',
    todo: sentence(advice.AlationForbidden),
  },
  CertificateRejected: {
    says: 'the TLS certificate of Alation is not trusted or does not fit the host',
    todo: sentence(advice.CertificateRejected),
  },
  SecretAccessDenied: {
    says: 'IAM or KMS denies the rotator its secrets',
    todo: 'Check the roles, the policy of the secret and the state of the KMS key; deploy again',
  },
  SecretMissing: {
    says: 'the access-token secret does not exist or is being deleted',
    todo: sentence(advice.SecretMissing),
  },
  LifetimeTooShort: {
    says: 'the access token lives too short for the schedule',
    todo: 'Have its life raised in Alation, or lower rotationIntervalMinutes and deploy',
  },
  AccessTokenUntrusted: {
    says: 'the minted access token is none of this Alation, or its clock is off',
    todo: 'Check that base_url is the instance itself, and its clock',
  },
  SupersededAtOnce: {
    says: 'somebody else mints from the same credential',
    todo: 'Find that job and give this integration a credential of its own',
  },
  PublishFailed: {
    says: 'the minted access token could not be stored',
    todo: sentence(advice.PublishFailed),
  },
  Unexpected: {
    says: 'an error that is a defect',
    todo: 'Look at the log of the rotator and report it',
  },
};

/** What a code means; a code this version does not know is only named. */
export function failureWords(code: string | undefined): FailureWords {
  if (code !== undefined && isKnown(code)) return words[code];
  return { says: code ?? 'the reason is not known', todo: 'Look at the log of the rotator' };
}

/** What a person does about a code, and where more is said of it. */
export function lookUpWords(code: string | undefined): string {
  const { todo } = failureWords(code);
  return code === undefined ? todo : `${todo} (docs/runbook.md, ${code})`;
}

/** Whether it passes by itself. */
export function passesByItself(code: string | undefined): boolean {
  return code !== undefined && isKnown(code) && dispositionOf[code] === 'wait';
}

function isKnown(code: string): code is RotationErrorCode {
  return Object.hasOwn(dispositionOf, code);
}

/** An advice of an alert, as a sentence of its own. */
function sentence(clause: string): string {
  return `${clause.charAt(0).toUpperCase()}${clause.slice(1)}`;
}
