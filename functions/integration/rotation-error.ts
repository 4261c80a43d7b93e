import { dispositionOf } from './failure-codes.ts';
import type { Disposition, RotationErrorCode } from './failure-codes.ts';

export type { RotationErrorCode };

/** The details of a `RotationError` for the retry policy. */
export interface RotationErrorDetail {
  /** Ms that Alation asked to wait (Retry-After, RFC 9110 section 10.2.3). */
  readonly retryAfterMs?: number;
  /** `true` when the request may have reached Alation. A missing value counts as `true` for a mint. */
  readonly sent?: boolean;
  /** HTTP status, when there was one. */
  readonly status?: number;
}

/**
 * A failure of one integration's rotation. `message` says what failed and never contains a secret. The error has no
 * `cause`, because causes of fetch, JSON and SDK errors may quote secrets.
 */
export class RotationError extends Error {
  readonly code: RotationErrorCode;
  readonly disposition: Disposition;
  readonly detail: RotationErrorDetail;

  /**
   * @param code what failed
   * @param message a sentence for the operator
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
 * Any thrown value as a `RotationError`. Of another value, the message names only the class or type, because the value may
 * contain a secret.
 */
export function toRotationError(thrown: unknown): RotationError {
  if (thrown instanceof RotationError) return thrown;
  const kind = thrown instanceof Error ? thrown.name : typeof thrown;
  return new RotationError(
    'Unexpected',
    `an unexpected ${kind} ended the rotation; this is a defect, please report it`,
  );
}
