import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import {
  formatAccessTokenDocument,
  parseAccessTokenDocument,
} from '../../functions/integration/access-token-document.ts';
import type { PublishedAccessToken } from '../../functions/integration/access-token.ts';
import { awsError } from '../aws/aws-error.ts';
import { errorKind } from '../aws/error-kind.ts';
import { commandLine } from '../text/command-line.ts';
import { finding, type Finding } from './finding.ts';

/** What a consumer finds in the access-token secret. */
export interface ConsumerRead {
  readonly found: Finding;
  /** Undefined if the consumer cannot use the secret. */
  readonly published: PublishedAccessToken | undefined;
}

/**
 * Reads the access-token secret as a consumer does, and names the permission that is missing.
 *
 * @param secretId name or ARN of the access-token secret
 * @throws CliError if AWS does not answer, or answers with an error that is not about a permission
 */
export async function readAsConsumer(
  client: SecretsManagerClient,
  secretId: string,
  prefix: string,
): Promise<ConsumerRead> {
  let text: string | undefined;
  let createdAt: number;
  try {
    const value = await client.send(new GetSecretValueCommand({ SecretId: secretId }));
    text = value.SecretString;
    createdAt = value.CreatedDate?.getTime() ?? 0;
  } catch (error) {
    const missing = missingPermission(error);
    if (missing === undefined) throw awsError('secretsmanager:GetSecretValue', secretId, error);
    return problem(`${missing} is missing, so ${secretId} cannot be read`, ...stepsFor(missing, secretId));
  }
  const published = parseAccessTokenDocument({ versionId: '', text, createdAt });
  if (published === undefined) {
    return problem(
      `the value of ${secretId} is not an access token of the rotator`,
      `Ask the operator of the rotator for the reason: ${commandLine(prefix, 'status')}`,
    );
  }
  if (!hasItsHeader(text, published)) {
    return problem(
      `header_name and header_value of ${secretId} do not match its access token: the rotator did not write this value`,
      `Ask the operator of the rotator for a new access token: ${commandLine(prefix, 'rotate', '<integration>', '--force')}`,
    );
  }
  return { found: finding('AWS', 'Secret', 'ok', `${secretId} is read and decrypted`), published };
}

function problem(says: string, ...todo: readonly string[]): ConsumerRead {
  return { found: finding('AWS', 'Secret', 'problem', says, ...todo), published: undefined };
}

/** The permission that AWS says is missing: `Access to KMS is not allowed`, or `… not authorized to perform: kms:Decrypt …`. */
function missingPermission(error: unknown): 'secretsmanager:GetSecretValue' | 'kms:Decrypt' | undefined {
  if (!(error instanceof Error) || errorKind(error.name) !== 'denied') return undefined;
  return error.name === 'DecryptionFailure' || /Access to KMS|perform: kms:/.test(error.message)
    ? 'kms:Decrypt'
    : 'secretsmanager:GetSecretValue';
}

function stepsFor(
  missing: 'secretsmanager:GetSecretValue' | 'kms:Decrypt',
  secretId: string,
): readonly string[] {
  const resource = missing === 'kms:Decrypt' ? `the KMS key of ${secretId}` : secretId;
  return [
    `Allow this caller ${missing} on ${resource}. The setting "readers" of the integration allows a role to read and to decrypt the secret`,
    'In another account, the IAM policy of the role must allow both too (docs/access.md)',
  ];
}

function hasItsHeader(text: string | undefined, published: PublishedAccessToken): boolean {
  const given: Record<string, unknown> = JSON.parse(text ?? '{}');
  const expected: Record<string, unknown> = JSON.parse(formatAccessTokenDocument(published).reveal());
  return ['header_name', 'header_value'].every((field) => given[field] === expected[field]);
}
