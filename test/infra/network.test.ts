import { App } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import { expect, test } from 'vitest';
import { TokenRotatorStack } from '../../infra/token-rotator-stack.ts';
import type { NetworkProps } from '../../infra/network-props.ts';
import {
  appWith,
  arnText,
  at,
  EVERYTHING,
  listed,
  MINIMAL,
  propertiesOf,
  statementsIn,
  statementsOf,
  templateOf,
} from './synth.ts';

const FUNCTION = 'AWS::Lambda::Function';
const GROUP = 'AWS::EC2::SecurityGroup';
const ENDPOINT = 'AWS::EC2::VPCEndpoint';

const subnetIds = ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1'];
const byId: NetworkProps = { vpcId: 'vpc-0123456789abcdef0', subnetIds };
const inNetwork = (network: NetworkProps) => templateOf({ ...MINIMAL, network });
const ENI_ACTIONS = [
  'ec2:AssignPrivateIpAddresses',
  'ec2:CreateNetworkInterface',
  'ec2:DeleteNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:UnassignPrivateIpAddresses',
];

test('the functions are in no VPC by default', () => {
  for (const properties of propertiesOf(templateOf(), FUNCTION)) {
    expect(properties).not.toHaveProperty('VpcConfig');
  }
});

test('both functions are in the subnets, with a security group that allows only outbound HTTPS', () => {
  const template = inNetwork(byId);

  for (const properties of propertiesOf(template, FUNCTION)) {
    expect(properties['VpcConfig']).toEqual({
      SubnetIds: subnetIds,
      SecurityGroupIds: [
        { 'Fn::GetAtt': [expect.stringContaining('NetworkSecurityGroup') as unknown, 'GroupId'] },
      ],
    });
  }
  expect(propertiesOf(template, GROUP)).toMatchObject([
    {
      VpcId: 'vpc-0123456789abcdef0',
      SecurityGroupEgress: [{ CidrIp: '0.0.0.0/0', IpProtocol: 'tcp', FromPort: 443, ToPort: 443 }],
    },
  ]);
  expect(propertiesOf(template, GROUP)[0]).not.toHaveProperty('SecurityGroupIngress');
});

test('the security group allows port 443 and the port of the proxy', () => {
  const [group] = propertiesOf(
    templateOf({ ...MINIMAL, network: byId, httpsProxy: 'http://proxy.example.com:3128' }),
    GROUP,
  );

  expect(listed(group?.['SecurityGroupEgress']).map((rule) => at(rule, 'ToPort'))).toEqual([443, 3128]);
});

test('the security group allows each port of allowedHosts once', () => {
  const allowedHosts = ['*.alationcloud.com', 'alation.corp:8443', '10.0.0.5:9443', '10.0.0.6:8443'];
  const [group] = propertiesOf(templateOf({ ...MINIMAL, network: byId, allowedHosts }), GROUP);

  expect(listed(group?.['SecurityGroupEgress']).map((rule) => at(rule, 'ToPort'))).toEqual([443, 8443, 9443]);
});

test('with securityGroupIds the functions have only these security groups', () => {
  const template = inNetwork({ ...byId, securityGroupIds: ['sg-0123456789abcdef0'] });

  template.resourceCountIs(GROUP, 0);
  template.allResourcesProperties(FUNCTION, {
    VpcConfig: { SecurityGroupIds: ['sg-0123456789abcdef0'], SubnetIds: subnetIds },
  });
});

test.each(['rotator', 'warner'] as const)(
  'Lambda is allowed to attach the %s to the network, but the code of the function is not',
  (entry) => {
    const statements = statementsOf(inNetwork(byId), entry).filter(({ Action }) =>
      listed(Action).some((action) => String(action).startsWith('ec2:')),
    );

    expect(statements).toEqual([
      { Sid: 'LambdaAttachesToTheNetwork', Effect: 'Allow', Action: ENI_ACTIONS, Resource: '*' },
      {
        Sid: 'DenyToFunctionCode',
        Effect: 'Deny',
        Action: ENI_ACTIONS,
        Resource: '*',
        Condition: { Null: { 'lambda:SourceFunctionArn': 'false' } },
      },
    ]);
  },
);

test('the stack has no endpoint by default', () => {
  inNetwork(byId).resourceCountIs(ENDPOINT, 0);
});

test('the endpoints serve only these functions, and the SDK uses them', () => {
  const template = templateOf(EVERYTHING);
  const endpoints = propertiesOf(template, ENDPOINT);

  expect(endpoints.map(({ ServiceName }) => arnText(ServiceName))).toEqual([
    'com.amazonaws.<AWS::Region>.secretsmanager',
    'com.amazonaws.<AWS::Region>.sns',
    'com.amazonaws.<AWS::Region>.events',
  ]);
  for (const endpoint of endpoints) {
    // A private DNS name would send the traffic of the whole VPC through the endpoint.
    expect(endpoint).toMatchObject({ PrivateDnsEnabled: false, SubnetIds: subnetIds });
    const [statement, ...others] = statementsIn(endpoint['PolicyDocument']);
    expect(others).toEqual([]);
    expect(listed(at(statement?.Condition, 'ArnEquals', 'aws:PrincipalArn')).map(arnText)).toEqual([
      expect.stringMatching(/^<TokenRotatorRole.*\.Arn>$/),
      expect.stringMatching(/^<TokenRotatorWarnerRole.*\.Arn>$/),
    ]);
  }
  for (const properties of propertiesOf(template, FUNCTION)) {
    const variables = at(properties, 'Environment', 'Variables');
    for (const name of ['SECRETS_MANAGER', 'SNS', 'EVENTBRIDGE']) {
      expect(at(variables, `AWS_ENDPOINT_URL_${name}`)).toEqual({
        'Fn::Join': ['', ['https://', { 'Fn::Select': [1, expect.anything()] }]],
      });
    }
  }
});

test('the security groups of the endpoints allow only the functions', () => {
  const template = templateOf(EVERYTHING);
  const groups = propertiesOf(template, GROUP).filter((group) => 'SecurityGroupIngress' in group);

  expect(groups).toHaveLength(3);
  for (const group of groups) {
    expect(group['SecurityGroupIngress']).toMatchObject([
      {
        FromPort: 443,
        ToPort: 443,
        SourceSecurityGroupId: {
          'Fn::GetAtt': [expect.stringMatching(/NetworkSecurityGroup/) as unknown, 'GroupId'],
        },
      },
    ]);
  }
});

test('the functions have the standard variables of a proxy, and Node uses them', () => {
  const template = templateOf({
    ...MINIMAL,
    httpsProxy: 'http://proxy.example.com:3128',
    noProxy: ['.corp.example.com', '.amazonaws.com'],
  });

  template.allResourcesProperties(FUNCTION, {
    Environment: {
      Variables: Match.objectLike({
        NODE_USE_ENV_PROXY: '1',
        HTTPS_PROXY: 'http://proxy.example.com:3128',
        NO_PROXY: '.corp.example.com,.amazonaws.com',
      }),
    },
  });
});

test('requests to the endpoints do not use the proxy', () => {
  templateOf(EVERYTHING).allResourcesProperties(FUNCTION, {
    Environment: { Variables: Match.objectLike({ NO_PROXY: '.corp.example.com,.vpce.amazonaws.com' }) },
  });
});

// The look-ups, read from the missing context that the CDK reports.
test.each<[NetworkProps, object[]]>([
  [byId, []],
  [{ vpcName: 'corp' }, [{ provider: 'vpc-provider', props: { filter: { 'tag:Name': 'corp' } } }]],
  [
    { vpcId: 'vpc-0123456789abcdef0', subnetGroupName: 'Private' },
    [{ provider: 'vpc-provider', props: { filter: { 'vpc-id': 'vpc-0123456789abcdef0' } } }],
  ],
  [
    { ...byId, securityGroupNames: ['egress'] },
    [{ provider: 'security-group', props: { securityGroupName: 'egress', vpcId: 'vpc-0123456789abcdef0' } }],
  ],
])('the CDK looks up the names in %j', (network, missing) => {
  // As in the CDK's command line: before the look-up the template contains placeholders.
  const app = appWith({ '@aws-cdk/core:failSynthOnValidationErrors': false });
  new TokenRotatorStack(
    app,
    'Test',
    { ...MINIMAL, network },
    { env: { account: '111122223333', region: 'eu-west-1' } },
  );

  expect(app.synth().manifest.missing ?? []).toMatchObject(missing);
});

test('a look-up without an account fails with an explanation', () => {
  expect(
    () => new TokenRotatorStack(new App(), 'Test', { ...MINIMAL, network: { vpcName: 'corp' } }),
  ).toThrow(/account\/region are not specified/);
});
