import { DescribeAlarmsCommand, PutMetricAlarmCommand } from '@aws-sdk/client-cloudwatch';
import {
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  PutLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { expect, vi } from 'vitest';
import { uniqueName, type Difference, type TestAccount } from './difference.ts';

const MONITORING = 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring';

/** Differences in the metrics that alarms see, and in the time when alarms fire. */
export const alarmDifferences: readonly Difference[] = [
  {
    aws: 'an alarm sees the metrics that a log line embeds, if their dimensions are those of the alarm',
    ministack: 'treats log lines as text',
    patch: 'alarms.py',
    source: `${MONITORING}/CloudWatch_Embedded_Metric_Format_Specification.html`,
    async check(account) {
      const namespace = uniqueName();
      const mine = await createAlarm(account, namespace, 'mine', 'notBreaching');
      const other = await createAlarm(account, namespace, 'other', 'notBreaching');
      await writeMetric(account, namespace, 'mine');
      await expectToFire(account, mine);
      expect(await stateOf(account, other)).not.toBe('ALARM');
    },
  },
  {
    aws: 'missing data fires an alarm that treats it as breaching',
    ministack: 'does not change the state of the alarm',
    patch: 'alarms.py',
    source: `${MONITORING}/alarm-evaluation.html`,
    async check(account) {
      await expectToFire(account, await createAlarm(account, uniqueName(), 'mine', 'breaching'));
    },
  },
];

async function createAlarm(
  { cloudWatch }: TestAccount,
  namespace: string,
  service: string,
  TreatMissingData: string,
): Promise<string> {
  const AlarmName = uniqueName();
  await cloudWatch.send(
    new PutMetricAlarmCommand({
      AlarmName,
      Namespace: namespace,
      MetricName: 'Failed',
      Dimensions: [{ Name: 'service', Value: service }],
      Statistic: 'Maximum',
      Period: 60,
      EvaluationPeriods: 1,
      Threshold: 0,
      ComparisonOperator: 'GreaterThanThreshold',
      TreatMissingData,
    }),
  );
  return AlarmName;
}

async function expectToFire(account: TestAccount, alarm: string): Promise<void> {
  await vi.waitFor(async () => expect(await stateOf(account, alarm)).toBe('ALARM'), account.wait);
}

async function stateOf({ cloudWatch }: TestAccount, name: string): Promise<string | undefined> {
  const { MetricAlarms } = await cloudWatch.send(new DescribeAlarmsCommand({ AlarmNames: [name] }));
  return MetricAlarms?.[0]?.StateValue;
}

async function writeMetric({ logs }: TestAccount, namespace: string, service: string): Promise<void> {
  const stream = { logGroupName: namespace, logStreamName: 'one' };
  await logs.send(new CreateLogGroupCommand(stream));
  await logs.send(new CreateLogStreamCommand(stream));
  const timestamp = Date.now();
  const directive = { Namespace: namespace, Dimensions: [['service']], Metrics: [{ Name: 'Failed' }] };
  const message = JSON.stringify({
    _aws: { Timestamp: timestamp, CloudWatchMetrics: [directive] },
    service,
    Failed: 1,
  });
  await logs.send(new PutLogEventsCommand({ ...stream, logEvents: [{ message, timestamp }] }));
}
