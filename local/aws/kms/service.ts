import * as z from 'zod/mini';
import { AwsError } from '../aws-error.ts';
import type { Environment, Operation, Service } from '../operation.ts';
import { parseInput } from '../parse-input.ts';

/** A customer managed key. This server encrypts nothing. */
export interface LocalKey {
  readonly keyId: string;
  /** With the prefix `alias/`. */
  readonly alias?: string;
  readonly state: 'Enabled' | 'Disabled' | 'PendingDeletion';
}

/** KMS, for describing keys. */
export function kms(environment: Environment, keys: readonly LocalKey[]): Service {
  return { name: 'kms', operations: new Map([['DescribeKey', describeKey(environment, keys)]]) };
}

/**
 * Finds a key by its id, its alias, or the ARN of either.
 * https://docs.aws.amazon.com/kms/latest/APIReference/API_DescribeKey.html
 */
function describeKey({ region, accountId }: Environment, keys: readonly LocalKey[]): Operation {
  const describeKeyRequest = z.object({ KeyId: z.string() });
  return (input) => {
    const { KeyId } = parseInput(describeKeyRequest, input);
    const prefix = `arn:aws:kms:${region}:${accountId}:`;
    const keyIdOrAlias = KeyId.startsWith(prefix) ? KeyId.slice(prefix.length).replace(/^key\//, '') : KeyId;
    const key = keys.find(
      ({ keyId, alias }) => keyIdOrAlias === keyId || (alias !== undefined && keyIdOrAlias === alias),
    );
    if (key === undefined) throw new AwsError('NotFoundException', `Key ${KeyId} does not exist`);
    return {
      KeyMetadata: {
        KeyId: key.keyId,
        Arn: `${prefix}key/${key.keyId}`,
        AWSAccountId: accountId,
        Enabled: key.state === 'Enabled',
        KeyState: key.state,
        KeyManager: 'CUSTOMER',
        KeyUsage: 'ENCRYPT_DECRYPT',
      },
    };
  };
}
