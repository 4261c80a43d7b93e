import { CfnOutput, RemovalPolicy } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { CfnSecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { SecretRole, Tag } from '../functions/contract.ts';
import { secretName } from './secret-names.ts';
import type { ReplicaProps } from './integration-props.ts';

/** The integration, and the key that encrypts its secrets. */
export interface IntegrationSecretsProps {
  readonly prefix: string;
  readonly integration: string;
  readonly owner?: string | undefined;
  readonly replicas: readonly ReplicaProps[];
  readonly key: IKey;
  /** Whether the rotator renews the refresh tokens of the integration. */
  readonly renewRefreshTokens: boolean;
}

/**
 * The two secrets of one integration, created without a value.
 *
 * A value in the template, or a value that CloudFormation generates, would overwrite a token in use on a later update
 * (aws-cdk issue 19985). The L2 `Secret` always generates a value, so this class uses `CfnSecret` without `SecretString`
 * and `GenerateSecretString`. A changed construct id would replace a secret.
 *
 * CloudFormation keeps the secrets when they are removed from the stack. CloudFormation deletes the secrets only if their
 * creation is rolled back: they have no value then, and would make the next deployment fail (`AlreadyExists`).
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-secretsmanager-secret.html
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-deletionpolicy.html
 */
export class IntegrationSecrets extends Construct {
  /** Written by an operator, and by a rotator that renews refresh tokens. Read by the rotator. */
  readonly credentials: CfnSecret;
  /** Written by the rotator, read by consumers. */
  readonly accessToken: CfnSecret;
  /** The access-token secret, in the form that constructs of consumers accept. */
  readonly accessTokenSecret: ISecret;

  constructor(scope: Construct, id: string, props: IntegrationSecretsProps) {
    super(scope, id);

    this.credentials = this.secret('Credentials', SecretRole.credentials, props);
    this.accessToken = this.secret('AccessToken', SecretRole.accessToken, props);
    this.accessTokenSecret = Secret.fromSecretAttributes(this, 'AccessTokenSecret', {
      secretCompleteArn: this.accessToken.ref,
      encryptionKey: props.key,
    });

    // One output per integration, because a stack has at most 200 outputs. The credentials secret can be found by its name.
    new CfnOutput(this, 'AccessTokenSecretArn', {
      value: this.accessToken.ref,
      description: `Secret with the access token of ${props.integration}, for consumers`,
    });
  }

  private secret(
    id: string,
    role: (typeof SecretRole)[keyof typeof SecretRole],
    { prefix, integration, owner, replicas, key, renewRefreshTokens }: IntegrationSecretsProps,
  ): CfnSecret {
    // Credentials are used in one Region only, and must stay there.
    const replicated = role === SecretRole.accessToken && replicas.length > 0;
    const secret = new CfnSecret(this, id, {
      name: secretName(prefix, integration, role),
      description:
        role === SecretRole.credentials
          ? `Alation credentials of ${integration}: written by an operator, read by the token rotator only`
          : `Alation access token of ${integration}: written by the token rotator, read by consumers`,
      kmsKeyId: key.keyArn,
      tags: [
        { key: Tag.role, value: role },
        { key: Tag.integration, value: integration },
        ...(owner === undefined ? [] : [{ key: Tag.owner, value: owner }]),
        ...(renewRefreshTokens && role === SecretRole.credentials
          ? [{ key: Tag.renews, value: 'true' }]
          : []),
        ...(replicated ? [{ key: Tag.replicas, value: replicas.map(({ region }) => region).join(' ') }] : []),
      ],
      ...(replicated
        ? { replicaRegions: replicas.map(({ region, kmsKeyArn }) => ({ region, kmsKeyId: kmsKeyArn })) }
        : {}),
    });
    secret.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
    return secret;
  }
}
