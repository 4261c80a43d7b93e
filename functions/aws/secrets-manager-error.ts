import { RotationError, type RotationErrorCode } from '../integration/rotation-error.ts';
import { describeFailedRequest, failedRequest, type FailedRequest } from './failed-request.ts';

/** The Secrets Manager operations in use. Each has an IAM action of the same name. */
export type SecretsManagerOperation =
  | 'ListSecrets'
  | 'DescribeSecret'
  | 'BatchGetSecretValue'
  | 'GetSecretValue'
  | 'PutSecretValue'
  | 'ListSecretVersionIds'
  | 'UpdateSecretVersionStage'
  | 'TagResource';

/** What a failed Secrets Manager request means for a rotation. */
export type SecretsManagerErrorCode = Extract<
  RotationErrorCode,
  'SecretsManagerUnavailable' | 'SecretAccessDenied' | 'SecretMissing' | 'PublishFailed' | 'Unexpected'
>;

/**
 * The failure code of each error name of Secrets Manager. For any other name the HTTP status decides.
 *
 * A read throws `ResourceNotFoundException` for a secret that does not exist and for a secret without a value. A write
 * throws it for a secret that does not exist.
 *
 * @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/CommonErrors.html
 * @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutSecretValue.html#API_PutSecretValue_Errors
 */
export const codeOfErrorName: Readonly<Record<string, SecretsManagerErrorCode>> = {
  AccessDenied: 'SecretAccessDenied',
  AccessDeniedException: 'SecretAccessDenied',
  /** The KMS key is disabled, pending deletion or denied. */
  DecryptionFailure: 'SecretAccessDenied',
  EncryptionFailure: 'SecretAccessDenied',
  NotAuthorized: 'SecretAccessDenied',
  OptInRequired: 'SecretAccessDenied',
  UnrecognizedClientException: 'SecretAccessDenied',
  InvalidClientTokenId: 'SecretAccessDenied',
  IncompleteSignature: 'SecretAccessDenied',
  InvalidSignatureException: 'SecretAccessDenied',
  MissingAuthenticationToken: 'SecretAccessDenied',
  CredentialsProviderError: 'SecretAccessDenied',

  ResourceNotFoundException: 'SecretMissing',
  /** The secret is scheduled for deletion, or another service manages it. */
  InvalidRequestException: 'SecretMissing',

  /** The secret has reached its quota of versions. */
  LimitExceededException: 'PublishFailed',

  Throttling: 'SecretsManagerUnavailable',
  ThrottlingException: 'SecretsManagerUnavailable',
  TooManyRequestsException: 'SecretsManagerUnavailable',
  RequestLimitExceeded: 'SecretsManagerUnavailable',
  InternalFailure: 'SecretsManagerUnavailable',
  InternalServiceError: 'SecretsManagerUnavailable',
  InternalServiceErrorException: 'SecretsManagerUnavailable',
  ServiceUnavailable: 'SecretsManagerUnavailable',
  ServiceUnavailableException: 'SecretsManagerUnavailable',
  /** Clock skew, or expired credentials of the execution environment. Both are transient. */
  RequestExpired: 'SecretsManagerUnavailable',
  ExpiredToken: 'SecretsManagerUnavailable',
  ExpiredTokenException: 'SecretsManagerUnavailable',
  /** A listing took too long. The next sweep starts a new listing. */
  InvalidNextTokenException: 'SecretsManagerUnavailable',

  /** Secrets Manager does not allow the request: a defect of this project. */
  InvalidParameterException: 'Unexpected',
  ValidationException: 'Unexpected',
};

const advice: Record<SecretsManagerErrorCode, string> = {
  SecretsManagerUnavailable: 'A later sweep does what is still due.',
  SecretAccessDenied:
    'Allow the function this action on the secret, and kms:Decrypt and kms:GenerateDataKey on its KMS key. ' +
    'Check that the key is enabled.',
  SecretMissing:
    'The secret does not exist or is scheduled for deletion. Deploy the stack to create it, or restore it.',
  PublishFailed:
    'A quota of Secrets Manager is reached, such as the number of versions of one secret. Find what else writes the secret.',
  Unexpected: 'This is a defect, or an unknown error of Secrets Manager. Report it with the request id.',
};

/**
 * The `RotationError` for an error of the Secrets Manager client. The message names the operation, the secret, the
 * error and the request id, and omits the message of the SDK.
 *
 * @param secret name of the secret, or the prefix of a listing
 */
export function secretsManagerError(
  operation: SecretsManagerOperation,
  secret: string,
  error: unknown,
): RotationError {
  return rotationErrorOf(operation, secret, failedRequest(error));
}

/** The `RotationError` for a failed request, or for an error inside the response of a BatchGetSecretValue. */
export function rotationErrorOf(
  operation: SecretsManagerOperation,
  secret: string,
  failure: FailedRequest,
): RotationError {
  const code = codeOf(failure);
  return new RotationError(
    code,
    `${operation} of ${secret} failed (${describeFailedRequest(failure)}). ${advice[code]}`,
    failure.status === undefined ? {} : { status: failure.status },
  );
}

function codeOf({ name, status, unanswered }: FailedRequest): SecretsManagerErrorCode {
  const known = Object.hasOwn(codeOfErrorName, name) ? codeOfErrorName[name] : undefined;
  if (known !== undefined) return known;
  const isTransient =
    unanswered || status === 429 || (status !== undefined && (status < 400 || status >= 500));
  return isTransient ? 'SecretsManagerUnavailable' : 'Unexpected';
}
