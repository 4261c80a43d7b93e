import * as z from 'zod/mini';
import type { Operation, ReadStaleness } from '../operation.ts';
import { parseInput } from '../parse-input.ts';
import { secretId } from './request-members.ts';
import type { Secret } from './secret.ts';
import { epochSeconds, versionsToStages } from './secret.ts';
import type { SecretStore } from './store.ts';
import { tagMembers } from './tags.ts';

const seconds = (ms: number | undefined): number | undefined =>
  ms === undefined ? undefined : epochSeconds(ms);

/** The members that DescribeSecret and ListSecrets both return. */
export function describe(secret: Secret): object {
  return {
    ARN: secret.arn,
    Name: secret.name,
    Description: secret.description,
    KmsKeyId: secret.kmsKeyId,
    CreatedDate: epochSeconds(secret.createdAt),
    LastChangedDate: epochSeconds(secret.lastChangedAt),
    LastAccessedDate: seconds(secret.lastAccessedAt),
    DeletedDate: seconds(secret.deletion?.requestedAt),
    Tags: tagMembers(secret.tags),
  };
}

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DescribeSecret.html */
export function describeSecret(store: SecretStore, staleness: ReadStaleness): Operation {
  const describeSecretRequest = z.object({ SecretId: secretId });
  return (input) => {
    const { SecretId } = parseInput(describeSecretRequest, input);
    const part = { service: 'secretsmanager', operation: 'DescribeSecret', secretIds: [SecretId] } as const;
    const secret = store.asOf(store.require(SecretId), staleness(part));
    return { ...describe(secret), VersionIdsToStages: versionsToStages(secret) };
  };
}
