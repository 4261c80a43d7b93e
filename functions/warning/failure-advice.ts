import type { RotationErrorCode } from '../integration/rotation-error.ts';

/** What mends a failure that does not pass by itself, as the clause of a sentence. */
export const advice = {
  CredentialRejected: 'make a new refresh token or client secret and replace it',
  CredentialsMalformed: 'write the credentials again; the log of the rotator names the field',
  HostNotAllowed: 'correct base_url, or add its host to allowedHosts in cdk.json and deploy',
  AlationRedirected: 'correct base_url to the address it redirects to',
  AlationRequestRefused: 'check that base_url is an Alation whose version has access tokens',
  AlationForbidden: "ask the Alation administrator about the user's role, IP rules and switched-off features",
  CertificateRejected: 'have the server send its full chain, or add its CA',
  SecretAccessDenied:
    'check the roles, the policy of the secret and the state of the KMS key, then deploy again',
  SecretMissing: 'restore the secret, or deploy again',
  LifetimeTooShort:
    'have the Alation administrator raise the life of access tokens to 30 minutes or more; where ' +
    'rotationIntervalMinutes was changed, to twice its first multiple that is 15 minutes or more',
  AccessTokenUntrusted: 'check base_url, and see whether oauthVerification suits this Alation',
  SupersededAtOnce:
    'find the job that mints from the same credential, and give this integration a credential of its own',
  PublishFailed: 'look who else writes the access-token secret, then rotate',
} as const satisfies Partial<Record<RotationErrorCode, string>>;

/** What a person does about a failure; undefined where there is nothing but to look it up. */
export function failureAdvice(code: string): string | undefined {
  return isMended(code) ? advice[code] : undefined;
}

function isMended(code: string): code is keyof typeof advice {
  return Object.hasOwn(advice, code);
}
