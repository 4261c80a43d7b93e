import { readFileSync } from 'node:fs';
import { Match } from 'aws-cdk-lib/assertions';
import { expect, test } from 'vitest';
import { AlarmName } from '../../functions/contract.ts';
import { dispositionOf } from '../../functions/integration/rotation-error.ts';
import type { TokenRotatorProps } from '../../infra/token-rotator-props.ts';
import { at, EVERYTHING, listed, MINIMAL, propertiesOf, resourcesOf, templateOf } from './synth.ts';

const ALARM = 'AWS::CloudWatch::Alarm';
const runbook = readFileSync('docs/runbook.md', 'utf8');

test('has each alarm of the contract, linked to its heading of the runbook', () => {
  const links = propertiesOf(templateOf({ ...MINIMAL, prefix: 'prod' }), ALARM).map((alarm) => [
    alarm['AlarmName'],
    String(alarm['AlarmDescription']).split(' ').at(-1),
  ]);

  expect(Object.fromEntries(links)).toEqual(
    Object.fromEntries(
      Object.values(AlarmName)
        .filter((name) => name !== AlarmName.replicaNotCurrent)
        .map((name) => [`prod-token-rotator/${name}`, `docs/runbook.md#${name.toLowerCase()}`]),
    ),
  );
});

test('links to wherever the runbook is published', () => {
  const template = templateOf({ ...MINIMAL, runbookUrl: 'https://wiki.example.com/runbook' });

  template.allResourcesProperties(ALARM, {
    AlarmDescription: Match.stringLikeRegexp(' https://wiki\\.example\\.com/runbook#[a-z]+$'),
  });
});

test('tells the topic of every alarm and of its end', () => {
  const topic = [{ Ref: expect.stringContaining('AlertTopic') as unknown }];

  for (const { Properties } of Object.values(resourcesOf(templateOf(), ALARM))) {
    expect(Properties).toMatchObject({ AlarmActions: topic, OKActions: topic });
  }
});

test.each([
  [
    'RotationFailed',
    {
      MetricName: 'IntegrationsFailing',
      Threshold: 0,
      Period: 1200,
      EvaluationPeriods: 2,
      TreatMissingData: 'ignore',
    },
  ],
  [
    'RotationNotRunning',
    {
      MetricName: 'Integrations',
      Statistic: 'SampleCount',
      Threshold: 1,
      Period: 1200,
      EvaluationPeriods: 3,
      TreatMissingData: 'breaching',
    },
  ],
  [
    'WarnerNotRunning',
    {
      MetricName: 'ConfirmedSubscriptions',
      Statistic: 'SampleCount',
      Threshold: 1,
      Period: 3600,
      EvaluationPeriods: 26,
      TreatMissingData: 'breaching',
    },
  ],
  [
    'WarnerFailed',
    { MetricName: 'Errors', Statistic: 'Sum', Threshold: 0, Period: 3600, TreatMissingData: 'notBreaching' },
  ],
  ['DeadLetterQueueNotEmpty', { MetricName: 'ApproximateNumberOfMessagesVisible', Threshold: 0 }],
  [
    'AccessTokenNearExpiry',
    { MetricName: 'MinimumRunwayHours', Threshold: 6, ComparisonOperator: 'LessThanThreshold' },
  ],
  [
    'NobodySubscribed',
    { MetricName: 'ConfirmedSubscriptions', Threshold: 1, ComparisonOperator: 'LessThanThreshold' },
  ],
])('raises %s on %j', (name, properties) => {
  templateOf({ ...MINIMAL, rotationIntervalMinutes: 20 }).hasResourceProperties(ALARM, {
    AlarmName: `alation-token-rotator/${name}`,
    ...properties,
  });
});

test('misses a shard that has not run', () => {
  templateOf({ ...MINIMAL, shards: 5 }).hasResourceProperties(ALARM, {
    AlarmName: 'alation-token-rotator/RotationNotRunning',
    Threshold: 5,
    ComparisonOperator: 'LessThanThreshold',
  });
});

test('watches replicas where there are any', () => {
  const names = (settings: TokenRotatorProps) =>
    propertiesOf(templateOf(settings), ALARM).map((alarm) => String(alarm['AlarmName']).split('/')[1]);

  expect(names(MINIMAL)).not.toContain('ReplicaNotCurrent');
  expect(names(EVERYTHING)).toContain('ReplicaNotCurrent');
  templateOf(EVERYTHING).hasResourceProperties(ALARM, {
    AlarmName: 'alation-prod-token-rotator/ReplicaNotCurrent',
    MetricName: 'ReplicasNotCurrent',
    Threshold: 0,
    EvaluationPeriods: 2,
    Period: 3600,
    ComparisonOperator: 'GreaterThanThreshold',
  });
});

test('gives no metric a dimension that grows with the integrations', () => {
  const dimensions = propertiesOf(templateOf(), ALARM)
    .flatMap((alarm) => listed(alarm['Dimensions']))
    .map((dimension) => String(at(dimension, 'Name')));

  expect([...new Set(dimensions)].sort()).toEqual(['FunctionName', 'QueueName', 'prefix', 'service']);
});

test.each(Object.values(AlarmName))(
  'describes in the runbook what %s means, how to look and what to do',
  (name) => {
    const section = sectionOf(`## ${name}`);

    expect(section.match(/^### .*$/gm)).toEqual(['### Description', '### Investigation', '### Resolution']);
  },
);

test.each(Object.entries(dispositionOf))(
  'explains the failure code %s and who must act',
  (code, disposition) => {
    expect(sectionOf(`### ${code}`)).toContain(`Disposition: \`${disposition}\``);
  },
);

/** Text of the runbook from a heading to the next one of its level or above. */
function sectionOf(heading: string): string {
  const lines = runbook.split('\n');
  const start = lines.indexOf(heading);
  expect(start, `the runbook has the heading ${heading}`).toBeGreaterThanOrEqual(0);
  const level = heading.indexOf(' ');
  const rest = lines.slice(start + 1);
  const end = rest.findIndex((line) => /^#+ /.test(line) && line.indexOf(' ') <= level);
  return rest.slice(0, end === -1 ? undefined : end).join('\n');
}
