import { Aws, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { AnyPrincipal, ArnPrincipal, Effect, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Conditions } from 'aws-cdk-lib/aws-iam';
import { CfnResourcePolicy } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import type { IntegrationSecrets } from './integration-secrets.ts';
import { writtenTags } from './state-tags.ts';

/** Who is allowed to read the secrets of one integration, and who is not. Roles are ARNs. */
export interface SecretPoliciesProps {
  readonly secrets: IntegrationSecrets;
  /** Roles that may read this integration's access token. */
  readonly readers: readonly string[];
  /** Roles that must not read credentials: the warner and readers. */
  readonly deniedCredentials: readonly string[];
  /**
   * If not empty, only these roles and the rotator may read credentials, and only these roles and both functions may change
   * the state in tags. If empty, `deniedCredentials` must not read credentials, and the account's IAM policies decide the rest.
   */
  readonly operators: readonly string[];
  readonly rotatorRoleArn: string;
  readonly warnerRoleArn: string;
}

/**
 * Resource policies of the secrets of one integration. The policies deny only reading, and changes of tags with state. So
 * an administrator can always change the policies, and a deployment can set its own tags.
 *
 * CloudFormation keeps the policies, like the secrets, when they are removed from the stack. Otherwise every principal
 * with IAM permissions could read a refresh token, and readers of other accounts would lose access. Therefore both secrets
 * always have a policy in the template: without one, a reader that the settings no longer name would keep access.
 */
export class SecretPolicies extends Construct {
  constructor(scope: Construct, id: string, props: SecretPoliciesProps) {
    super(scope, id);
    const { secrets, readers, warnerRoleArn } = props;

    this.attach('Credentials', secrets.credentials.ref, [
      denyReadingCredentials(this, props),
      ...denyChangingState(this, props),
    ]);
    this.attach('AccessToken', secrets.accessToken.ref, [
      ...(readers.length > 0 ? [allowReadingAccessToken(readers)] : []),
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

function allowReadingAccessToken(readers: readonly string[]): PolicyStatement {
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
  return operators.length > 0
    ? denyReading('OnlyOperatorsReadCredentials', {
        ArnNotEquals: { 'aws:PrincipalArn': [rotatorRoleArn, ...operators, rootArn(scope)] },
      })
    : denyReading('ReadersNeverReadCredentials', { ArnEquals: { 'aws:PrincipalArn': deniedCredentials } });
}

/** A forged tag could pause an integration, delay its rotation or put another text into its alerts. */
function denyChangingState(
  scope: Construct,
  { operators, rotatorRoleArn, warnerRoleArn }: SecretPoliciesProps,
): PolicyStatement[] {
  if (operators.length === 0) return [];
  return [
    deny('OnlyOperatorsChangeState', ['secretsmanager:TagResource', 'secretsmanager:UntagResource'], {
      ArnNotEquals: {
        'aws:PrincipalArn': [rotatorRoleArn, warnerRoleArn, ...operators, rootArn(scope)],
      },
      'ForAnyValue:StringLike': { 'aws:TagKeys': Object.values(writtenTags).flat() },
    }),
  ];
}

function rootArn(scope: Construct): string {
  return `arn:${Aws.PARTITION}:iam::${Stack.of(scope).account}:root`;
}

function denyReading(sid: string, conditions: Conditions): PolicyStatement {
  return deny(sid, ['secretsmanager:GetSecretValue'], conditions);
}

/** Denies to every principal that matches. `aws:PrincipalArn` of a role session is the ARN of the role. */
function deny(sid: string, actions: string[], conditions: Conditions): PolicyStatement {
  return new PolicyStatement({
    sid,
    effect: Effect.DENY,
    principals: [new AnyPrincipal()],
    actions,
    resources: ['*'],
    conditions,
  });
}
