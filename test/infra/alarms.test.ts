import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { AlarmName } from '../../functions/contract.ts';
import { dispositionOf } from '../../functions/integration/failure-codes.ts';
import type { TokenRotatorProps } from '../../infra/token-rotator-props.ts';
import { at, EVERYTHING, listed, MINIMAL, propertiesOf, resourcesOf, templateOf } from './synth.ts';

const ALARM = 'AWS::CloudWatch::Alarm';
const runbook = readFileSync('docs/runbook.md', 'utf8');

test('a stack without replicas has every alarm but ReplicaNotCurrent, each with a link to its heading in the published runbook', () => {
  const published = { ...MINIMAL, prefix: 'prod', runbookUrl: 'https://wiki.example.com/runbook' };
  const links = propertiesOf(templateOf(published), ALARM).map((alarm) => [
    alarm['AlarmName'],
    String(alarm['AlarmDescription']).split(' ').at(-1),
  ]);

  expect(Object.fromEntries(links)).toEqual(
    Object.fromEntries(
      Object.values(AlarmName)
        .filter((name) => name !== AlarmName.replicaNotCurrent)
        .map((name) => [
          `prod-token-rotator/${name}`,
          `https://wiki.example.com/runbook#${name.toLowerCase()}`,
        ]),
    ),
  );
});

test('without runbookUrl no alarm has a link or names the runbook of this project', () => {
  for (const { AlarmDescription } of propertiesOf(templateOf(), ALARM)) {
    expect(AlarmDescription).toMatch(/^[A-Z][^.#]*(?:\.\d[^.#]*)?$/);
    expect(AlarmDescription).not.toContain('runbook');
  }
});

test('every alarm notifies the topic when it fires and when it ends', () => {
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
      MetricName: 'IntegrationsFailing',
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
    {
      MetricName: 'MinimumRemainingLifetimePercent',
      Threshold: 25,
      ComparisonOperator: 'LessThanThreshold',
    },
  ],
  [
    'NobodySubscribed',
    {
      MetricName: 'HearingGaps',
      Statistic: 'Minimum',
      Threshold: 0,
      ComparisonOperator: 'GreaterThanThreshold',
    },
  ],
])('the alarm %s has the condition %j', (name, properties) => {
  templateOf({ ...MINIMAL, rotationIntervalMinutes: 20 }).hasResourceProperties(ALARM, {
    AlarmName: `alation-token-rotator/${name}`,
    ...properties,
  });
});

test.each([
  // Three intervals and 15 minutes until CloudFormation has created the schedule.
  ['RotationNotRunning', 15, { WarmUpPeriodDurationInMinutes: 60 }],
  ['RotationNotRunning', 360, { WarmUpPeriodDurationInMinutes: 1095 }],
  ['WarnerNotRunning', 15, { WarmUpPeriodDurationInMinutes: 26 * 60 + 15 }],
  // The first daily run may come before a recipient has confirmed; the second run decides.
  [
    'NobodySubscribed',
    15,
    { WarmUpPeriodDurationInMinutes: 26 * 60 + 15, OnlyStartEvaluatingAfterWarmUpPeriodEnds: true },
  ],
])(
  'the alarm %s, with a sweep every %i min, waits for its first data after the first deployment: %j',
  (name, rotationIntervalMinutes, WarmUpConfiguration) => {
    templateOf({
      ...MINIMAL,
      rotationIntervalMinutes,
      renewalFraction: 0.1,
      probeIntervalMinutes: 360,
    }).hasResourceProperties(ALARM, { AlarmName: `alation-token-rotator/${name}`, WarmUpConfiguration });
  },
);

test('every alarm that fires without data has a warm-up period', () => {
  const breaching = propertiesOf(templateOf(EVERYTHING), ALARM).filter(
    ({ TreatMissingData }) => TreatMissingData === 'breaching',
  );

  expect(breaching.length).toBeGreaterThan(0);
  for (const alarm of breaching) expect(alarm).toHaveProperty('WarmUpConfiguration');
});

test('the alarm RotationNotRunning fires if one shard does not run', () => {
  templateOf({ ...MINIMAL, shards: 5 }).hasResourceProperties(ALARM, {
    AlarmName: 'alation-token-rotator/RotationNotRunning',
    Threshold: 5,
    ComparisonOperator: 'LessThanThreshold',
  });
});

test('the stack has an alarm for replicas only if an access token has replicas', () => {
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

test('no alarm uses a metric with the integration as a dimension', () => {
  const dimensions = propertiesOf(templateOf(), ALARM)
    .flatMap((alarm) => listed(alarm['Dimensions']))
    .map((dimension) => String(at(dimension, 'Name')));

  expect([...new Set(dimensions)].sort()).toEqual(['FunctionName', 'QueueName', 'prefix', 'service']);
});

test.each(Object.values(AlarmName))(
  'the section %s of the runbook has a description, an investigation and a resolution',
  (name) => {
    const section = sectionOf(`## ${name}`);

    expect(section.match(/^### .*$/gm)).toEqual(['### Description', '### Investigation', '### Resolution']);
  },
);

test.each(Object.entries(dispositionOf))(
  'the section %s of the runbook names the disposition of the failure code',
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
