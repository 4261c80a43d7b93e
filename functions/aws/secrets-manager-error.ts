import { RotationError, type RotationErrorCode } from '../integration/rotation-error.ts';
import { describeFailedRequest, failedRequest, type FailedRequest } from './failed-request.ts';

/** The Secrets Manager operations this system uses; each is an IAM action of the same name. */
export type SecretsManagerOperation =
  | 'ListSecrets'
  | 'DescribeSecret'
  | 'BatchGetSecretValue'
  | 'GetSecretValue'
  | 'PutSecretValue'
  | 'TagResource';

/** What a failed Secrets Manager request means for a rotation. */
export type SecretsManagerErrorCode = Extract<
  RotationErrorCode,
  'SecretsManagerUnavailable' | 'SecretAccessDenied' | 'SecretMissing' | 'PublishFailed' | 'Unexpected'
>;

/**
 * Secrets Manager's error names and what they mean here. Names that are not in it are judged by the HTTP status.
 *
 * `ResourceNotFoundException` stands for a secret that does not exist and for one without a value alike; only a write
 * tells them apart.
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
  /** The clock is off, or the execution environment's credentials have just run out: both pass. */
  RequestExpired: 'SecretsManagerUnavailable',
  ExpiredToken: 'SecretsManagerUnavailable',
  ExpiredTokenException: 'SecretsManagerUnavailable',
  /** A listing that took too long: the next tick lists anew. */
  InvalidNextTokenException: 'SecretsManagerUnavailable',

  /** We asked for something Secrets Manager does not allow. */
  InvalidParameterException: 'Unexpected',
  ValidationException: 'Unexpected',
};

const advice: Record<SecretsManagerErrorCode, string> = {
  SecretsManagerUnavailable: 'The next tick tries again.',
  SecretAccessDenied:
    'Allow the function this action on the secret, and kms:Decrypt and kms:GenerateDataKey on its KMS key, ' +
    'and check that the key is enabled.',
  SecretMissing:
    'The secret does not exist or is scheduled for deletion: deploy the stack to create it, or restore it.',
  PublishFailed: 'A quota of Secrets Manager is reached, such as the number of versions of one secret.',
  Unexpected: 'This is a defect, or an error of Secrets Manager that is not known here.',
};

/**
 * Turns what the Secrets Manager client threw into a `RotationError` which names the operation, the secret, the error
 * and the request, and nothing of the SDK's own message.
 *
 * @param secret name of the secret, or of the listing
 */
export function secretsManagerError(
  operation: SecretsManagerOperation,
  secret: string,
  error: unknown,
): RotationError {
  return rotationErrorOf(operation, secret, failedRequest(error));
}

/** The same for an error that stands in the answer of a BatchGetSecretValue. */
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
  const passing = unanswered || status === 429 || (status !== undefined && (status < 400 || status >= 500));
  return passing ? 'SecretsManagerUnavailable' : 'Unexpected';
}
