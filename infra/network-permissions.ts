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
 * What Lambda does in a function's name to put it into a VPC. It knows no narrower resource. The function's own code
 * is denied all of it: only its requests carry `lambda:SourceFunctionArn`.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html
 */
export function networkPermissions(): PolicyStatement[] {
  return [
    new PolicyStatement({ sid: 'LambdaAttachesToTheNetwork', actions: ACTIONS, resources: ['*'] }),
    new PolicyStatement({
      sid: 'TheCodeNeverDoes',
      effect: Effect.DENY,
      actions: ACTIONS,
      resources: ['*'],
      conditions: { Null: { 'lambda:SourceFunctionArn': 'false' } },
    }),
  ];
}
