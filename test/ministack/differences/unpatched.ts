/** A behaviour of ministack that differs from AWS's documentation, and that this project does not patch. */
export interface UnpatchedDifference {
  readonly aws: string;
  readonly ministack: string;
  /** What shows the behaviour instead: a test, or only a deployment to AWS. */
  readonly shownBy: string;
  readonly source: string;
}

const REFERENCE = 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference';
const ONLY_ON_AWS = 'no test; only a deployment to AWS';

/** The differences that this project does not patch. A test compares `docs/ministack-differences.md` with this list. */
export const unpatched: readonly UnpatchedDifference[] = [
  {
    aws: 'a new alarm waits for its first data during its warm-up period',
    ministack: 'ignores `WarmUpConfiguration`, so missing data fires a new alarm at once',
    shownBy: ONLY_ON_AWS,
    source: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-warm-up.html',
  },
  {
    aws: 'an interface endpoint returns `DnsEntries`',
    ministack: 'returns none, so a stack with its own endpoints does not deploy',
    shownBy: '`npm run test:deploy` (moto)',
    source: `${REFERENCE}/aws-resource-ec2-vpcendpoint.html`,
  },
  {
    aws: 'a template creates Slack and Teams channels',
    ministack: 'does not support `AWS::Chatbot`',
    shownBy: ONLY_ON_AWS,
    source: `${REFERENCE}/aws-resource-chatbot-slackchannelconfiguration.html`,
  },
  {
    aws: 'a schedule has a time zone',
    ministack: 'reads every cron expression as UTC',
    shownBy: ONLY_ON_AWS,
    source: 'https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html',
  },
  {
    aws: 'Secrets Manager removes a replica on request',
    ministack: 'does not support `RemoveRegionsFromReplication`; the test names a Region that has no replica',
    shownBy: ONLY_ON_AWS,
    source:
      'https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RemoveRegionsFromReplication.html',
  },
  {
    aws: 'Lambda writes a function’s log and sends failed events with the function’s role',
    ministack: 'does both without a check of IAM permissions',
    shownBy: ONLY_ON_AWS,
    source: 'https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html',
  },
  {
    aws: 'CloudFormation reads the drift of a stack from its resources',
    ministack: 'reports the secrets as deleted, because their patched ids are ARNs',
    shownBy: ONLY_ON_AWS,
    source: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-stack-drift.html',
  },
];
