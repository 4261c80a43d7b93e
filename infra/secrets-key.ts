import { Annotations, Fn, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { AnyPrincipal, Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Conditions } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { SecretRole } from '../functions/contract.ts';
import { onlyAwsServicesGetGrants } from './aws-service-grants.ts';
import { deeperSecretArns, secretArns } from './secret-names.ts';

/** The key and its readers. */
export interface SecretsKeyProps {
  readonly prefix: string;
  /** ARN of an existing key to use instead of a new key. */
  readonly existingKeyArn: string | undefined;
  /** Roles that may read the access token of at least one integration. */
  readonly readers: readonly string[];
  /** Whether the key denies readers the decryption of credentials. With operators, the policies of the secrets deny reading. */
  readonly deniesReaders: boolean;
}

/**
 * The KMS key of the secrets: an existing key, or a new key that stays when the stack is deleted, like the secrets.
 *
 * The key allows each reader to decrypt every access token of this rotator. The policy of each secret decides which role
 * reads the secret. Without operators, the key also denies readers the decryption of all credentials of this rotator. A list
 * of all readers in the policy of every secret would exceed the maximum size of a template. The denial includes credentials
 * under this prefix that another stack creates.
 *
 * The key refers to no other resource of the stack, so that it can be imported into a new stack together with the
 * secrets.
 */
export function secretsKey(scope: Construct, id: string, props: SecretsKeyProps): IKey {
  if (props.existingKeyArn !== undefined) {
    if (props.readers.length > 0) {
      Annotations.of(scope).addWarningV2(
        'alation-token-rotator:existingKeyReaders',
        'the stack does not change the policy of an existing kmsKeyArn: allow the readers kms:Decrypt on this key yourself',
      );
    }
    return Key.fromKeyArn(scope, id, props.existingKeyArn);
  }

  const key = new Key(scope, id, {
    description: `Secrets of the Alation token rotator, ${props.prefix}/`,
    enableKeyRotation: true,
    removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
  });
  key.addToResourcePolicy(onlyAwsServicesGetGrants());
  if (props.readers.length === 0) return key;
  key.addToResourcePolicy(
    new PolicyStatement({
      sid: 'ReadersDecryptAccessTokens',
      // If the policy named a role as a principal, AWS would store the unique id of the role. A role that is deleted and
      // created again would lose the key. A role that does not exist would make the deployment fail.
      // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
      principals: [new AnyPrincipal()],
      actions: ['kms:Decrypt'],
      resources: ['*'],
      conditions: {
        ArnEquals: { 'aws:PrincipalArn': [...props.readers] },
        StringEquals: {
          'kms:CallerAccount': accountsOf(props.readers),
          'kms:ViaService': viaSecretsManager(scope),
        },
        ...ofSecrets(scope, props.prefix, SecretRole.accessToken),
      },
    }),
  );
  if (props.deniesReaders) {
    key.addToResourcePolicy(
      new PolicyStatement({
        sid: 'ReadersNeverDecryptCredentials',
        effect: Effect.DENY,
        principals: [new AnyPrincipal()],
        actions: ['kms:Decrypt'],
        resources: ['*'],
        conditions: {
          ArnEquals: { 'aws:PrincipalArn': [...props.readers] },
          ...ofSecrets(scope, props.prefix, SecretRole.credentials),
        },
      }),
    );
  }
  return key;
}

function accountsOf(roles: readonly string[]): string[] {
  return [...new Set(roles.map((role) => Fn.select(4, Fn.split(':', role))))];
}

/** Matches the decryption of secrets with this role. Secrets Manager puts the ARN of the secret into the encryption context. */
function ofSecrets(
  scope: Construct,
  prefix: string,
  role: (typeof SecretRole)[keyof typeof SecretRole],
): Conditions {
  const secret = 'kms:EncryptionContext:SecretARN';
  return {
    StringLike: { [secret]: secretArns(scope, prefix, role) },
    StringNotLike: { [secret]: deeperSecretArns(scope, prefix) },
  };
}

/** Value of `kms:ViaService` for a key that Secrets Manager uses on behalf of a principal. */
export function viaSecretsManager(scope: Construct): string {
  return `secretsmanager.${Stack.of(scope).region}.amazonaws.com`;
}
