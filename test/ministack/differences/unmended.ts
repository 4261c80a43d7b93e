/** A point where ministack does not do what AWS documents, and which this project does not mend. */
export interface UnmendedDifference {
  readonly aws: string;
  readonly ministack: string;
  /** What shows it instead. */
  readonly shownBy: string;
  readonly source: string;
}

const REFERENCE = 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference';
const NOTHING = 'nothing but AWS';

/** What the tests on ministack leave out. */
export const unmended: readonly UnmendedDifference[] = [
  {
    aws: 'an interface endpoint returns `DnsEntries`',
    ministack: 'returns none, so a stack with endpoints of its own does not deploy',
    shownBy: '`npm run test:deploy` (moto)',
    source: `${REFERENCE}/aws-resource-ec2-vpcendpoint.html`,
  },
  {
    aws: 'a template makes Slack and Teams channels',
    ministack: 'does not know `AWS::Chatbot`',
    shownBy: NOTHING,
    source: `${REFERENCE}/aws-resource-chatbot-slackchannelconfiguration.html`,
  },
  {
    aws: 'a schedule has a time zone',
    ministack: 'reads every cron expression as UTC',
    shownBy: NOTHING,
    source: 'https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html',
  },
  {
    aws: 'a policy of an event bus lets other principals put events',
    ministack: 'ignores policies of event buses',
    shownBy: NOTHING,
    source: 'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-bus-perms.html',
  },
  {
    aws: 'a replica can be removed',
    ministack: 'does not know `RemoveRegionsFromReplication`; the test names a Region that has no replica',
    shownBy: NOTHING,
    source:
      'https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RemoveRegionsFromReplication.html',
  },
  {
    aws: 'Lambda writes a function’s log, and sends what failed, with the function’s role',
    ministack: 'does both without asking IAM',
    shownBy: NOTHING,
    source: 'https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html',
  },
  {
    aws: 'the drift of a stack is read from its resources',
    ministack: 'reports the secrets as deleted, because their mended ids are ARNs',
    shownBy: NOTHING,
    source: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-stack-drift.html',
  },
];
