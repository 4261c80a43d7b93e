import { ArnFormat, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { SecretRole } from '../functions/contract.ts';

type Role = (typeof SecretRole)[keyof typeof SecretRole];

/** Name of one of the two secrets of an integration. */
export function secretName(prefix: string, integration: string, role: Role): string {
  return `${prefix}/${integration}/${role}`;
}

/**
 * ARN pattern of the credentials secrets or of the access-token secrets, of every integration or of one integration.
 *
 * `-??????` matches the six characters that Secrets Manager adds to a name, so the pattern does not match longer names.
 * The `*` for every integration also matches `/`: use it together with `deeperSecretArns`.
 *
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_iam-policies.html
 */
export function secretArns(scope: Construct, prefix: string, role: Role, integration = '*'): string {
  return secretArn(scope, `${secretName(prefix, integration, role)}-??????`);
}

/**
 * ARN pattern of the secrets below the prefix whose names have more segments than those of the rotator, such as
 * `alation/prod/db/credentials`.
 */
export function deeperSecretArns(scope: Construct, prefix: string): string {
  return secretArn(scope, `${prefix}/*/*/*`);
}

function secretArn(scope: Construct, resourceName: string): string {
  return Stack.of(scope).formatArn({
    service: 'secretsmanager',
    resource: 'secret',
    resourceName,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
}
