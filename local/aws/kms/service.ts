import * as z from 'zod/mini';
import { AwsError } from '../aws-error.ts';
import type { ServiceDependencies, Operation, Service } from '../operation.ts';
import { parseInput } from '../parse-input.ts';

/** A customer managed key. This server encrypts nothing. */
export interface LocalKey {
  readonly keyId: string;
  /** Begins with `alias/`. */
  readonly alias?: string;
  readonly state: 'Enabled' | 'Disabled' | 'PendingDeletion';
  /** The key policy, as JSON. By default it gives the account full access. */
  readonly policy?: string;
}

/** KMS, for describing keys and reading their policies. */
export function kms(dependencies: ServiceDependencies, keys: readonly LocalKey[]): Service {
  return {
    name: 'kms',
    operations: new Map([
      ['DescribeKey', describeKey(dependencies, keys)],
      ['GetKeyPolicy', getKeyPolicy(dependencies, keys)],
    ]),
  };
}

/**
 * Finds a key by its id, its alias, or the ARN of either.
 * https://docs.aws.amazon.com/kms/latest/APIReference/API_DescribeKey.html
 */
function describeKey(dependencies: ServiceDependencies, keys: readonly LocalKey[]): Operation {
  const describeKeyRequest = z.object({ KeyId: z.string() });
  return (input) => {
    const { KeyId } = parseInput(describeKeyRequest, input);
    const id = idIn(dependencies, KeyId);
    const key = requireKey(keys, KeyId, ({ keyId, alias }) => id === keyId || id === alias);
    return {
      KeyMetadata: {
        KeyId: key.keyId,
        Arn: `${arnPrefix(dependencies)}key/${key.keyId}`,
        AWSAccountId: dependencies.accountId,
        Enabled: key.state === 'Enabled',
        KeyState: key.state,
        KeyManager: 'CUSTOMER',
        KeyUsage: 'ENCRYPT_DECRYPT',
      },
    };
  };
}

/**
 * Finds a key by its id or its ARN, and not by an alias.
 * https://docs.aws.amazon.com/kms/latest/APIReference/API_GetKeyPolicy.html
 */
function getKeyPolicy(dependencies: ServiceDependencies, keys: readonly LocalKey[]): Operation {
  const getKeyPolicyRequest = z.object({ KeyId: z.string(), PolicyName: z.optional(z.literal('default')) });
  return (input) => {
    const { KeyId } = parseInput(getKeyPolicyRequest, input);
    const id = idIn(dependencies, KeyId);
    const { policy } = requireKey(keys, KeyId, ({ keyId }) => id === keyId);
    return { Policy: policy ?? fullAccessOfAccount(dependencies), PolicyName: 'default' };
  };
}

function arnPrefix({ region, accountId }: ServiceDependencies): string {
  return `arn:aws:kms:${region}:${accountId}:`;
}

function idIn(dependencies: ServiceDependencies, idOrArn: string): string {
  const prefix = arnPrefix(dependencies);
  return idOrArn.startsWith(prefix) ? idOrArn.slice(prefix.length).replace(/^key\//, '') : idOrArn;
}

function requireKey(keys: readonly LocalKey[], name: string, is: (key: LocalKey) => boolean): LocalKey {
  const key = keys.find(is);
  if (key === undefined) throw new AwsError('NotFoundException', `Key ${name} does not exist`);
  return key;
}

/** https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html */
function fullAccessOfAccount({ accountId }: ServiceDependencies): string {
  const Principal = { AWS: `arn:aws:iam::${accountId}:root` };
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal, Action: 'kms:*', Resource: '*' }],
  });
}
