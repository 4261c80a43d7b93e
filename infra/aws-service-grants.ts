import { AnyPrincipal, Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';

/**
 * Denies every principal the creation of grants on a KMS key, except grants for an AWS service. The grantee could decrypt,
 * even if no policy allows it.
 *
 * @see https://docs.aws.amazon.com/controltower/latest/controlreference/kms-rules.html CT.KMS.PR.3
 */
export function onlyAwsServicesGetGrants(): PolicyStatement {
  return new PolicyStatement({
    sid: 'OnlyAwsServicesGetGrants',
    effect: Effect.DENY,
    principals: [new AnyPrincipal()],
    actions: ['kms:CreateGrant'],
    resources: ['*'],
    conditions: {
      BoolIfExists: { 'aws:PrincipalIsAWSService': 'false', 'kms:GrantIsForAWSResource': 'false' },
    },
  });
}
