import { Aws, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { AnyPrincipal, ArnPrincipal, Effect, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Conditions } from 'aws-cdk-lib/aws-iam';
import { CfnResourcePolicy } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import type { IntegrationSecrets } from './integration-secrets.ts';

/** Who may, and who may never, read the secrets of one integration. Roles are ARNs. */
export interface SecretPoliciesProps {
  readonly secrets: IntegrationSecrets;
  /** Roles that may read this integration's access token. */
  readonly readers: readonly string[];
  /** Roles that never read credentials: the warner and readers. */
  readonly deniedCredentials: readonly string[];
  /** Roles that alone read credentials beside the rotator; none leaves it to the account's IAM policies. */
  readonly operators: readonly string[];
  readonly rotatorRoleArn: string;
  readonly warnerRoleArn: string;
}

/**
 * Resource policies of one integration's secrets. Only reading is ever denied, so neither policy can lock anybody out:
 * who may change a resource policy stays with IAM.
 *
 * They stay when they leave the stack, as the secrets do: without them a live refresh token would be open to whomever IAM
 * allows, and readers of other accounts would be shut out. Hence both secrets always have one: a policy that left the
 * template together with the last reader would go on letting him in.
 */
export class SecretPolicies extends Construct {
  constructor(scope: Construct, id: string, props: SecretPoliciesProps) {
    super(scope, id);
    const { secrets, readers, warnerRoleArn } = props;

    this.attach('Credentials', secrets.credentials.ref, [denyReadingCredentials(this, props)]);
    this.attach('AccessToken', secrets.accessToken.ref, [
      ...(readers.length > 0 ? [letReadTheAccessToken(readers)] : []),
      denyReading('WarnerNeverReadsTheAccessToken', { ArnEquals: { 'aws:PrincipalArn': [warnerRoleArn] } }),
    ]);
  }

  private attach(id: string, secretId: string, statements: PolicyStatement[]): void {
    const policy = new CfnResourcePolicy(this, id, {
      secretId,
      blockPublicPolicy: true,
      resourcePolicy: new PolicyDocument({ statements }),
    });
    policy.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
  }
}

function letReadTheAccessToken(readers: readonly string[]): PolicyStatement {
  return new PolicyStatement({
    sid: 'ReadersReadTheAccessToken',
    principals: readers.map((role) => new ArnPrincipal(role)),
    actions: ['secretsmanager:GetSecretValue', 'secretsmanager:DescribeSecret'],
    resources: ['*'],
  });
}

function denyReadingCredentials(
  scope: Construct,
  { operators, deniedCredentials, rotatorRoleArn }: SecretPoliciesProps,
): PolicyStatement {
  const root = `arn:${Aws.PARTITION}:iam::${Stack.of(scope).account}:root`;
  return operators.length > 0
    ? denyReading('OnlyOperatorsReadCredentials', {
        ArnNotEquals: { 'aws:PrincipalArn': [rotatorRoleArn, ...operators, root] },
      })
    : denyReading('ReadersNeverReadCredentials', { ArnEquals: { 'aws:PrincipalArn': deniedCredentials } });
}

/** Everybody whom the conditions describe; `aws:PrincipalArn` of a role's session is the ARN of the role. */
function denyReading(sid: string, conditions: Conditions): PolicyStatement {
  return new PolicyStatement({
    sid,
    effect: Effect.DENY,
    principals: [new AnyPrincipal()],
    actions: ['secretsmanager:GetSecretValue'],
    resources: ['*'],
    conditions,
  });
}
