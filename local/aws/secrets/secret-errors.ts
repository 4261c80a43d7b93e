import { AwsError } from '../aws-error.ts';

/** The secret does not exist. */
export const secretNotFound = (): AwsError =>
  new AwsError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");

/** The secret exists, but no version has that label. */
export const labelNotFound = (label: string): AwsError =>
  new AwsError(
    'ResourceNotFoundException',
    `Secrets Manager can't find the specified secret value for staging label: ${label}`,
  );

/** The secret exists, but not that version. */
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

/** The value of a parameter, or a combination of parameters, is not allowed. */
export const invalidParameter = (message: string): AwsError =>
  new AwsError('InvalidParameterException', message);

/** The state of the secret does not allow the request. */
export const invalidRequest = (message: string): AwsError => new AwsError('InvalidRequestException', message);

/** This server did not return the NextToken. */
export const invalidNextToken = (): AwsError =>
  new AwsError('InvalidNextTokenException', 'The NextToken value is invalid.');
