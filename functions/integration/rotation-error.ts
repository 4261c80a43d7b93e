/**
 * Who must act on a failed rotation:
 * `wait` nobody, the next tick tries again; `reauthorize` a person must make a new refresh token or client secret;
 * `reconfigure` a setting or a secret's content is wrong; `intervene` the outcome is not certain, look at it.
 */
export type Disposition = 'wait' | 'reauthorize' | 'reconfigure' | 'intervene';

/** Every way a rotation fails, and who must act. The runbook explains each. */
export const dispositionOf = {
  /** 5xx, timeouts, refused connections, DNS and TLS trouble at Alation. */
  AlationUnavailable: 'wait',
  /** 429, or 503 with Retry-After. */
  AlationThrottled: 'wait',
  /** The mint request was sent but its answer never came: the access token it replaced may be dead. */
  MintOutcomeUnknown: 'wait',
  /** An answer that is not what the API documents: HTML, truncated JSON, a missing or expired token. */
  AlationAnswerMalformed: 'wait',
  /** The minted access token could not be verified and the published one still lives: nothing was changed. */
  VerificationUnavailable: 'wait',
  /** Secrets Manager did not answer or throttled. */
  SecretsManagerUnavailable: 'wait',
  /** Too little of the invocation was left to rotate safely. */
  DeadlineTooShort: 'wait',
  /** Alation says the refresh token is invalid, expired or revoked, or the OAuth client is unknown. */
  CredentialRejected: 'reauthorize',
  /** The credentials secret is not the documented JSON. */
  CredentialsMalformed: 'reconfigure',
  /** `base_url` is not https or its host is not among the allowed ones. */
  HostNotAllowed: 'reconfigure',
  /** Alation answered with a redirect, which is never followed: `base_url` is wrong. */
  AlationRedirected: 'reconfigure',
  /** 400, 404, 405 and their like: Alation does not understand us, e.g. no such endpoint. */
  AlationRequestRefused: 'reconfigure',
  /** 403 at a token endpoint: a permission, an IP rule or a switched-off feature. */
  AlationForbidden: 'reconfigure',
  /** The TLS certificate is not trusted or does not fit the host. */
  CertificateRejected: 'reconfigure',
  /** IAM or KMS denies the rotator its secrets. */
  SecretAccessDenied: 'reconfigure',
  /** The access-token secret does not exist or is scheduled for deletion. */
  SecretMissing: 'reconfigure',
  /** The access token lives too short for the schedule. */
  LifetimeTooShort: 'reconfigure',
  /** A freshly minted access token is none of the instance's own, or its clock is off: it was not published. */
  AccessTokenUntrusted: 'intervene',
  /** Freshly minted access tokens are dead at once: somebody else mints from the same credential. */
  SupersededAtOnce: 'intervene',
  /** The minted access token could not be stored. */
  PublishFailed: 'intervene',
  /** An error that is none of the above: a defect. */
  Unexpected: 'intervene',
} as const satisfies Record<string, Disposition>;

/** Name of a failure; stands in logs, tags, events and as a heading of the runbook. */
export type RotationErrorCode = keyof typeof dispositionOf;

/** What a `RotationError` may say beside its code. */
export interface RotationErrorDetail {
  /** Ms Alation asked us to wait (Retry-After, RFC 9110 section 10.2.3). */
  readonly retryAfterMs?: number;
  /** `true` when the request may have reached Alation; pessimistic by default where it matters. */
  readonly sent?: boolean;
  /** HTTP status, when there was one. */
  readonly status?: number;
}

/**
 * A failure of one integration's rotation. `message` is a sentence without any secret: what was got, what is
 * allowed, what to do. It has no `cause`: causes of fetch, JSON and SDK errors may quote secrets.
 */
export class RotationError extends Error {
  readonly code: RotationErrorCode;
  readonly disposition: Disposition;
  readonly detail: RotationErrorDetail;

  /**
   * @param code what failed
   * @param message a sentence for the person who reads the alert
   * @param detail what the retry policy needs
   */
  constructor(code: RotationErrorCode, message: string, detail: RotationErrorDetail = {}) {
    super(message);
    this.name = 'RotationError';
    this.code = code;
    this.disposition = dispositionOf[code];
    this.detail = detail;
  }
}

/**
 * Any thrown value as a `RotationError`. Of what is none, only the class is told: its message may quote a secret.
 */
export function toRotationError(thrown: unknown): RotationError {
  if (thrown instanceof RotationError) return thrown;
  const kind = thrown instanceof Error ? thrown.name : typeof thrown;
  return new RotationError(
    'Unexpected',
    `an unexpected ${kind} ended the rotation; this is a defect, please report it`,
  );
}
