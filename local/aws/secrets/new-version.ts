import type { ServiceDependencies } from '../operation.ts';
import type { Secret, SecretData, SecretVersion } from './secret.ts';
import { AwsError } from '../aws-error.ts';
import { invalidRequest } from './secret-errors.ts';

/** The ClientRequestToken, which SDKs always send. Throws InvalidRequestException for a request without a token. */
export function requiredToken(token: string | null | undefined): string {
  if (token === undefined || token === null) {
    throw invalidRequest('You must provide a ClientRequestToken value. We recommend a UUID-type value.');
  }
  return token;
}

/** A version with the current time as its creation date. */
export function newVersion(
  { clock }: ServiceDependencies,
  secret: Secret,
  versionId: string,
  data: SecretData,
): SecretVersion {
  return { versionId, data, kmsKeyId: secret.kmsKeyId, createdAt: clock.now() };
}

/** The error for a ClientRequestToken of an existing version, whose value cannot change. */
export function tokenInUse(secret: Secret, versionId: string): AwsError {
  return new AwsError(
    'ResourceExistsException',
    `You can't use ClientRequestToken ${versionId} because that value is already in use for a version of secret ${secret.arn}.`,
  );
}
