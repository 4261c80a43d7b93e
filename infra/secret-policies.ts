import { Aws, Stack } from 'aws-cdk-lib';
import { AnyPrincipal, ArnPrincipal, Effect, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { CfnResourcePolicy } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import type { IntegrationSecrets } from './integration-secrets.ts';

/** Who may, and who may never, read the secrets of one integration. Roles are ARNs. */
export interface SecretPoliciesProps {
  readonly secrets: IntegrationSecrets;
  /** Roles that may read this integration's access token. */
  readonly readers: readonly string[];
  /** Roles that never read credentials: the warner and the readers of any integration. */
  readonly deniedCredentials: readonly string[];
  /** Roles that alone read credentials beside the rotator; none leaves it to the account's IAM policies. */
  readonly operators: readonly string[];
  readonly rotatorRoleArn: string;
}

/**
 * Resource policies of one integration's secrets. Only reading is ever denied, so neither policy can lock anybody out:
 * who may change a resource policy stays with IAM.
 */
export class SecretPolicies extends Construct {
  constructor(scope: Construct, id: string, props: SecretPoliciesProps) {
    super(scope, id);
    const { secrets, readers } = props;

    this.attach('Credentials', secrets.credentials.ref, denyReadingCredentials(this, props));
    if (readers.length > 0) {
      this.attach(
        'AccessToken',
        secrets.accessToken.ref,
        new PolicyStatement({
          sid: 'ReadersReadTheAccessToken',
          principals: readers.map((role) => new ArnPrincipal(role)),
          actions: ['secretsmanager:GetSecretValue', 'secretsmanager:DescribeSecret'],
          resources: ['*'],
        }),
      );
    }
  }

  private attach(id: string, secretId: string, statement: PolicyStatement): void {
    new CfnResourcePolicy(this, id, {
      secretId,
      blockPublicPolicy: true,
      resourcePolicy: new PolicyDocument({ statements: [statement] }),
    });
  }
}

function denyReadingCredentials(
  scope: Construct,
  { operators, deniedCredentials, rotatorRoleArn }: SecretPoliciesProps,
): PolicyStatement {
  const root = `arn:${Aws.PARTITION}:iam::${Stack.of(scope).account}:root`;
  // aws:PrincipalArn of a role's session is the ARN of the role.
  const conditions =
    operators.length > 0
      ? { ArnNotEquals: { 'aws:PrincipalArn': [rotatorRoleArn, ...operators, root] } }
      : { ArnEquals: { 'aws:PrincipalArn': deniedCredentials } };
  return new PolicyStatement({
    sid: operators.length > 0 ? 'OnlyOperatorsReadCredentials' : 'ReadersNeverReadCredentials',
    effect: Effect.DENY,
    principals: [new AnyPrincipal()],
    actions: ['secretsmanager:GetSecretValue'],
    resources: ['*'],
    conditions,
  });
}
