import { isFailureCode } from './failure-codes.ts';
import type { RotationErrorCode } from './failure-codes.ts';

/** The texts of a failure code. `meaning` and `fix` have no final period. Code words are between backticks. */
export interface FailureText {
  /** What happened, as a clause: `Rotation failed: <meaning>`. */
  readonly meaning: string;
  /** What the failure means for consumers, in full sentences. */
  readonly effect: string;
  /** What the operator does. For the disposition `wait`: what to do if the failure lasts. */
  readonly fix: string;
  /** The command of `npx alation-tokens` that is the last step of `fix`; its argument is the integration. */
  readonly command?: 'onboard' | 'replace' | 'rotate';
}

/** Part of an effect. An alert replaces these words with the time of the expiry. */
export const UNTIL_EXPIRY = 'until it expires';

const UNAFFECTED = `Consumers can use the published access token ${UNTIL_EXPIRY}.`;

/** The texts of every failure code, for alerts, commands and the runbook. */
export const failureTexts: Readonly<Record<RotationErrorCode, FailureText>> = {
  AlationUnavailable: {
    meaning: 'Alation is not available',
    effect: UNAFFECTED,
    fix: 'Open `base_url` in a browser, ask the Alation administrator, and check that the network of the function reaches Alation',
  },
  AlationThrottled: {
    meaning: 'Alation refused a request because of its rate limit',
    effect: UNAFFECTED,
    fix: 'Find the other programs that call the token endpoints of this Alation, and have them call less often',
  },
  MintOutcomeUnknown: {
    meaning: 'the rotator does not know whether Alation created an access token',
    effect:
      'If the mint used the credential that minted the published access token, the published access token may be inactive: consumers may get 401 or 403.',
    fix: 'Look for a proxy or a firewall that cuts connections',
  },
  RejectionUnconfirmed: {
    meaning: 'Alation refused to mint from the credential and did not confirm that the credential is invalid',
    effect: UNAFFECTED,
    fix: 'Create a new refresh token and store it',
    command: 'replace',
  },
  AlationAnswerMalformed: {
    meaning: 'the response is not what Alation documents',
    effect: UNAFFECTED,
    fix: 'Check that `base_url` is Alation itself, and that no login page or proxy answers in its place',
  },
  VerificationUnavailable: {
    meaning: 'the rotator could not verify the new access token with Alation',
    effect: UNAFFECTED,
    fix: 'Find the reason in the log of the rotator, and ask the Alation administrator. For an OAuth client, another value of `oauthVerification` may help',
  },
  SecretsManagerUnavailable: {
    meaning: 'Secrets Manager is not available or throttles requests',
    effect: UNAFFECTED,
    fix: 'Read the AWS Health Dashboard. If other programs write secrets in this account and Region, lower `writesPerSecond`',
  },
  DeadlineTooShort: {
    meaning: 'too little time was left to rotate safely',
    effect: UNAFFECTED,
    fix: 'Lower `rotationIntervalMinutes`, or find out why Alation answers slowly',
  },
  VersionQuotaReached: {
    meaning: 'the access-token secret has too many versions of the last 24 hours',
    effect: UNAFFECTED,
    fix: 'Find the program that requests rotations so often. Have it request the remaining lifetime that it needs (`rotate --at-least` or `minimum_remaining_minutes`)',
  },
  CredentialRejected: {
    meaning: 'Alation rejected the credential',
    effect: UNAFFECTED,
    fix: 'Create a new refresh token or client secret in Alation and store it',
    command: 'replace',
  },
  CredentialsMalformed: {
    meaning: 'the credentials secret does not hold the documented JSON',
    effect: UNAFFECTED,
    fix: 'Find the wrong field in the log of the rotator, then write the complete document again',
    command: 'onboard',
  },
  HostNotAllowed: {
    meaning: '`base_url` is not https, or its host is not in `allowedHosts`',
    effect: UNAFFECTED,
    fix: 'Correct `base_url`; or, if the host is right, add it to `allowedHosts` in `cdk.json` and run `npx cdk deploy`',
  },
  AlationRedirected: {
    meaning: 'Alation answered with a redirect, and the rotator follows no redirects',
    effect: UNAFFECTED,
    fix: 'Open `base_url` in a browser. If Alation moved, set `base_url` to its new address. If a sign-on page appears, let the network or proxy pass the API without a sign-on',
  },
  AlationRequestRefused: {
    meaning: 'the server at `base_url` refuses the request, and may not have the token endpoints',
    effect: UNAFFECTED,
    fix: 'Check that `base_url` is Alation itself, and that its version has API access tokens or OAuth clients',
  },
  AlationForbidden: {
    meaning: 'Alation forbids the request (403)',
    effect: UNAFFECTED,
    fix: "Ask the Alation administrator about the user's role, IP rules and switched-off features",
  },
  CertificateRejected: {
    meaning: 'the TLS certificate of Alation is not trusted, has expired or belongs to another host',
    effect: UNAFFECTED,
    fix: 'Have the Alation administrator renew an expired certificate, or correct the host names or the certificate chain of the server. For a private CA, set `caBundle`',
  },
  SecretAccessDenied: {
    meaning: 'IAM, KMS or the policy of the secret denies access to the secrets',
    effect: UNAFFECTED,
    fix: 'Check the policy of the secret and the state of its KMS key. If a role was changed, run `npx cdk deploy`',
  },
  SecretMissing: {
    meaning: 'a secret of the integration does not exist or is scheduled for deletion',
    effect: 'If the access-token secret is missing, consumers cannot read an access token.',
    fix: 'Restore the secret with `aws secretsmanager restore-secret`. If that fails, deploy the integration again',
  },
  LifetimeTooShort: {
    meaning: 'the lifetime of the access tokens is too short for the schedule',
    effect:
      'The rotator publishes a short-lived access token only if no credential gives a longer lifetime. Consumers then get an expired access token from its expiry until the next rotation.',
    fix: 'Have the Alation administrator raise the lifetime of access tokens to 30 minutes or more, and set `rotationIntervalMinutes` to 15 if it was changed',
  },
  StateNotSaved: {
    meaning: 'the rotator is not allowed to write the tags of the credentials secret',
    effect:
      'Consumers get new access tokens. But the rotator loses rejections and backoffs, and the warner cannot send alerts about the integration.',
    fix: 'Allow the role of the rotator `secretsmanager:TagResource` on the credentials secret, in its policies and in the policy of the secret. If a role was changed, run `npx cdk deploy`',
  },
  AccessTokenUntrusted: {
    meaning: 'the new access token does not match the keys, the issuer or the clock of this Alation',
    effect: UNAFFECTED,
    fix: 'Check `base_url` and the clocks. If the access tokens of this Alation are not JWTs or have another issuer, set `oauthVerification`',
  },
  SupersededAtOnce: {
    meaning: 'another program mints from the same credential, so new access tokens are inactive immediately',
    effect: 'The published access token may be inactive: consumers may get 401 or 403.',
    fix: 'Find the other program. Have it read the access-token secret, or give it its own credential',
  },
  PublishFailed: {
    meaning: 'the rotator could not store the new access token',
    effect: 'The published access token may be inactive: consumers may get 401 or 403.',
    fix: 'Find the other program that writes the access-token secret and stop it. Then rotate',
    command: 'rotate',
  },
  Unexpected: {
    meaning: 'an unexpected error occurred: this is a defect',
    effect: UNAFFECTED,
    fix: 'Read the log of the rotator and report the defect; the rotator retries by itself',
  },
};

/** The texts of a code without backticks, for an e-mail or a terminal. */
export function failureText(code: string | undefined): FailureText {
  if (!isFailureCode(code)) return unknownFailure;
  const text = failureTexts[code];
  return { ...text, meaning: withoutBackticks(text.meaning), fix: withoutBackticks(text.fix) };
}

/** The texts of a code that is missing, or that another version wrote. */
const unknownFailure: FailureText = {
  meaning: 'the reason is not known to this version',
  effect: UNAFFECTED,
  fix: 'Read the log of the rotator',
};

function withoutBackticks(text: string): string {
  return text.replaceAll('`', '');
}
