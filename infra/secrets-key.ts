import { Annotations, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { AnyPrincipal, ArnPrincipal, Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Conditions } from 'aws-cdk-lib/aws-iam';
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
  /** Whether readers must be named to be denied credentials: operators leave nobody else to deny. */
  readonly deniesReaders: boolean;
}

/**
 * The KMS key of the secrets: a new one, kept when the stack goes because the secrets are kept, or an existing one.
 *
 * The grant to readers covers every access token of this rotator; which of them a role reads is said once, by the
 * secret's own policy. In the same way readers are denied all credentials of this rotator here, once: nobody reads a value
 * that he cannot decrypt, and a list of all readers in the policy of every secret would outgrow the template. It holds for
 * credentials that another stack or a person made, too.
 *
 * The key refers to nothing of the stack: whoever imports the secrets into a new one must import it with them, and
 * nothing else is there yet.
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
  if (props.readers.length === 0) return key;
  key.addToResourcePolicy(
    new PolicyStatement({
      sid: 'ReadersDecryptAccessTokens',
      principals: props.readers.map((role) => new ArnPrincipal(role)),
      actions: ['kms:Decrypt'],
      resources: ['*'],
      conditions: {
        StringEquals: { 'kms:ViaService': viaSecretsManager(scope) },
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

/** The condition that a value of such a secret is decrypted: Secrets Manager puts its ARN into the encryption context. */
function ofSecrets(
  scope: Construct,
  prefix: string,
  role: (typeof SecretRole)[keyof typeof SecretRole],
): Conditions {
  return { StringLike: { 'kms:EncryptionContext:SecretARN': secretArns(scope, prefix, role) } };
}

/** Value of `kms:ViaService` for a key that Secrets Manager uses on somebody's behalf. */
export function viaSecretsManager(scope: Construct): string {
  return `secretsmanager.${Stack.of(scope).region}.amazonaws.com`;
}
