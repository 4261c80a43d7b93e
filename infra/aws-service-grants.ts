import { AnyPrincipal, Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';

/**
 * Denies grants on a KMS key to every principal, except for use by an AWS service. A grant would let its grantee decrypt,
 * whatever the policies of the key say.
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
