import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';

const ACTIONS = [
  'ec2:CreateNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:DeleteNetworkInterface',
  'ec2:AssignPrivateIpAddresses',
  'ec2:UnassignPrivateIpAddresses',
];

/**
 * The actions with which Lambda attaches a function to a VPC. AWS supports only `*` as their resource. The policy
 * denies these actions to the code of the function: only requests of the code have `lambda:SourceFunctionArn`.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html
 */
export function networkPermissions(): PolicyStatement[] {
  return [
    new PolicyStatement({ sid: 'LambdaAttachesToTheNetwork', actions: ACTIONS, resources: ['*'] }),
    new PolicyStatement({
      sid: 'DenyToFunctionCode',
      effect: Effect.DENY,
      actions: ACTIONS,
      resources: ['*'],
      conditions: { Null: { 'lambda:SourceFunctionArn': 'false' } },
    }),
  ];
}
