/**
 * Why there is no access token:
 *
 * - `NotFound`: the secret does not exist, is deleted, or has no value yet
 * - `AccessDenied`: the caller is not allowed to read or decrypt the secret
 * - `Malformed`: the value of the secret is not an access token of the rotator
 * - `Expired`: the cached access token has expired, and the client could not read a newer access token
 * - `Unavailable`: Secrets Manager did not answer, or answered with another error
 */
export type AccessTokenErrorCode = 'NotFound' | 'AccessDenied' | 'Malformed' | 'Expired' | 'Unavailable';

/** There is no access token. Neither the message nor the cause contains a secret. */
export class AccessTokenError extends Error {
  readonly code: AccessTokenErrorCode;

  constructor(code: AccessTokenErrorCode, message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'AccessTokenError';
    this.code = code;
  }
}

/** The error for a failed request to Secrets Manager. */
export function readError(secretId: string, error: unknown): AccessTokenError {
  if (error instanceof AccessTokenError) return error;
  const name = error instanceof Error ? error.name : 'unknown';
  // InvalidRequestException: the secret is scheduled for deletion.
  if (name === 'ResourceNotFoundException' || name === 'InvalidRequestException') {
    const message = `${secretId} does not exist, is deleted, or has no value yet (${name}). Check its name, the Region and the account`;
    return new AccessTokenError('NotFound', message, error);
  }
  if (/AccessDenied|NotAuthorized|DecryptionFailure/.test(name)) {
    const message = `The caller is not allowed to read ${secretId} (${name}). The caller needs secretsmanager:GetSecretValue on the secret and kms:Decrypt on its key`;
    return new AccessTokenError('AccessDenied', message, error);
  }
  const message = `${secretId} could not be read (${name}). Try again. If the error lasts, check the network and the AWS credentials`;
  return new AccessTokenError('Unavailable', message, error);
}
