import type { RotationErrorCode } from '../../functions/rotation/rotation-error.ts';
import { dispositionOf } from '../../functions/rotation/rotation-error.ts';

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
    todo: 'Make a new refresh token or client secret and replace it',
  },
  CredentialsMalformed: {
    says: 'the credentials secret is not the documented JSON',
    todo: 'Write it again; the log of the rotator names the field',
  },
  HostNotAllowed: {
    says: 'base_url is not https, or its host is not among the allowed ones',
    todo: 'Correct base_url, or add its host to allowedHosts in cdk.json and deploy',
  },
  AlationRedirected: {
    says: 'Alation answers with a redirect, which is never followed',
    todo: 'Correct base_url to the address it redirects to',
  },
  AlationRequestRefused: {
    says: 'this server does not know the token endpoints',
    todo: 'Check that base_url is an Alation whose version has access tokens',
  },
  AlationForbidden: {
    says: 'Alation forbids it (403)',
    todo: "Ask the Alation administrator about the user's role, IP rules and switched-off features",
  },
  CertificateRejected: {
    says: 'the TLS certificate of Alation is not trusted or does not fit the host',
    todo: 'Have the server send its full chain, or add its CA',
  },
  SecretAccessDenied: {
    says: 'IAM or KMS denies the rotator its secrets',
    todo: 'Check the roles, the policy of the secret and the state of the KMS key; deploy again',
  },
  SecretMissing: {
    says: 'the access-token secret does not exist or is being deleted',
    todo: 'Restore the secret, or deploy again',
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
    todo: 'Look who else writes the access-token secret, then rotate',
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
