import { AwsError } from '../aws-error.ts';

/** No such secret. */
export const secretNotFound = (): AwsError =>
  new AwsError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");

/** The secret is there, but no version carries that label. */
export const labelNotFound = (label: string): AwsError =>
  new AwsError(
    'ResourceNotFoundException',
    `Secrets Manager can't find the specified secret value for staging label: ${label}`,
  );

/** The secret is there, but not that version. */
export const versionNotFound = (versionId: string): AwsError =>
  new AwsError(
    'ResourceNotFoundException',
    `Secrets Manager can't find the specified secret value for VersionId: ${versionId}`,
  );

/** The secret is scheduled for deletion. */
export const markedForDeletion = (): AwsError =>
  new AwsError(
    'InvalidRequestException',
    "You can't perform this operation on the secret because it was marked for deletion.",
  );

/** The parameters are well formed but make no sense together. */
export const invalidParameter = (message: string): AwsError =>
  new AwsError('InvalidParameterException', message);

/** The request does not fit the secret's state. */
export const invalidRequest = (message: string): AwsError => new AwsError('InvalidRequestException', message);

/** The NextToken is none that this server gave out. */
export const invalidNextToken = (): AwsError =>
  new AwsError('InvalidNextTokenException', 'The NextToken value is invalid.');
