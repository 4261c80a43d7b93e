import { Stack, Token, TokenComparison } from 'aws-cdk-lib';
import { Effect, Grant, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { viaSecretsManager } from './secrets-key.ts';

/** The environment variable with the ARN of the secret, for a Lambda function that may read one access token. */
export const SECRET_VARIABLE = 'ALATION_ACCESS_TOKEN_SECRET';

/** What a principal may read, and what it may never read. */
export interface ReadGrant {
  /** ARN of the secret with the access token. */
  readonly secretArn: string;
  readonly key: IKey;
  /** ARN pattern of all credentials secrets of the rotator. */
  readonly credentials: string;
  /** Name of the environment variable of a Lambda function. */
  readonly variable: string;
}

/**
 * Lets a principal read and decrypt an access token, and denies the principal all credentials. All statements are in the
 * principal's own policy: a key policy that names the principal would make two stacks depend on each other.
 *
 * @throws Error if this app cannot change the policy of the principal
 */
export function grantRead(
  scope: Construct,
  grantee: IGrantable,
  { secretArn, key, credentials, variable }: ReadGrant,
): Grant {
  const principal = grantee.grantPrincipal;
  const grant = Grant.addToPrincipal({
    grantee,
    actions: ['secretsmanager:GetSecretValue', 'secretsmanager:DescribeSecret'],
    resourceArns: [secretArn],
  });
  const account = Token.compareStrings(Stack.of(scope).account, principal.principalAccount ?? '');
  const isForeign = principal.principalAccount !== undefined && account === TokenComparison.DIFFERENT;
  if (!grant.success || isForeign) {
    throw new Error(
      'grantRead cannot change the policy of this principal. If the principal is a role of another account or app, add ' +
        'its ARN to `readers` of the integration.',
    );
  }
  principal.addToPrincipalPolicy(
    new PolicyStatement({
      actions: ['kms:Decrypt'],
      resources: [key.keyArn],
      conditions: { StringEquals: { 'kms:ViaService': viaSecretsManager(scope) } },
    }),
  );
  principal.addToPrincipalPolicy(
    new PolicyStatement({
      effect: Effect.DENY,
      actions: ['secretsmanager:GetSecretValue'],
      resources: [credentials],
    }),
  );
  if (grantee instanceof lambda.Function) grantee.addEnvironment(variable, secretArn);
  return grant;
}
