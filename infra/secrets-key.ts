import { Annotations, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { ArnPrincipal, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { SecretRole } from '../functions/contract.ts';
import { secretArns } from './secret-names.ts';

/** Which key, and whom it serves. */
export interface SecretsKeyProps {
  readonly prefix: string;
  /** ARN of an existing key to use in place of a new one. */
  readonly existingKeyArn: string | undefined;
  /** Roles that may read some integration's access token. */
  readonly readers: readonly string[];
}

/**
 * The KMS key of the secrets: a new one, kept when the stack goes because the secrets are kept, or an existing one.
 *
 * The grant to readers covers every access token of this rotator; which of them a role reads is said once, by the
 * secret's own policy. A statement per integration would outgrow the 32 KB of a key policy. The key refers to nothing of
 * the stack: whoever imports the secrets into a new one must import it with them, and nothing else is there yet.
 */
export function secretsKey(scope: Construct, id: string, props: SecretsKeyProps): IKey {
  if (props.existingKeyArn !== undefined) {
    if (props.readers.length > 0) {
      Annotations.of(scope).addWarningV2(
        'alation-token-rotator:existingKeyReaders',
        'the policy of an existing kmsKeyArn stays yours: let the readers use kms:Decrypt on it',
      );
    }
    return Key.fromKeyArn(scope, id, props.existingKeyArn);
  }

  const key = new Key(scope, id, {
    description: `Secrets of the Alation token rotator, ${props.prefix}/`,
    enableKeyRotation: true,
    removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
  });
  if (props.readers.length > 0) {
    key.addToResourcePolicy(
      new PolicyStatement({
        sid: 'ReadersDecryptAccessTokens',
        principals: props.readers.map((role) => new ArnPrincipal(role)),
        actions: ['kms:Decrypt'],
        resources: ['*'],
        conditions: {
          StringEquals: { 'kms:ViaService': viaSecretsManager(scope) },
          // Secrets Manager puts the secret's ARN into the encryption context.
          StringLike: {
            'kms:EncryptionContext:SecretARN': secretArns(scope, props.prefix, SecretRole.accessToken),
          },
        },
      }),
    );
  }
  return key;
}

/** Value of `kms:ViaService` for a key that Secrets Manager uses on somebody's behalf. */
export function viaSecretsManager(scope: Construct): string {
  return `secretsmanager.${Stack.of(scope).region}.amazonaws.com`;
}
