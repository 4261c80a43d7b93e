import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { IAlarm, IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { AlarmName, MetricName } from '../functions/contract.ts';
import { ownMetric } from './metrics.ts';
import type { OwnMetric } from './metrics.ts';
import type { Settings } from './settings-schema.ts';

/** What the alarms watch, and the topics they tell. */
export interface AlarmsProps {
  readonly settings: Settings;
  readonly topics: readonly ITopic[];
  readonly deadLetterQueue: IQueue;
  readonly warner: IFunction;
  readonly checksReplicas: boolean;
}

/** An alarm, all but its name: one sentence of what is wrong, and when it is. */
interface AlarmCondition {
  readonly description: string;
  readonly metric: IMetric;
  readonly goesOff: 'above' | 'below';
  readonly threshold: number;
  readonly periods: number;
  readonly missingData: TreatMissingData;
}

type Name = (typeof AlarmName)[keyof typeof AlarmName];

/**
 * The alarms. Each is a heading of the runbook, tells its topics when it goes off and when it is over, and takes its
 * name and its link from `AlarmName` alone.
 */
export class Alarms extends Construct {
  readonly alarms: readonly IAlarm[];

  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id);
    const { prefix, runbookUrl } = props.settings;
    const actions = props.topics.map((topic) => new SnsAction(topic));

    this.alarms = Object.entries(conditionsOf(props)).map(([name, condition]) => {
      const alarm = new Alarm(this, name, {
        alarmName: `${prefix}-token-rotator/${name}`,
        alarmDescription: `${condition.description}. ${runbookUrl}#${name.toLowerCase()}`,
        metric: condition.metric,
        comparisonOperator:
          condition.goesOff === 'above'
            ? ComparisonOperator.GREATER_THAN_THRESHOLD
            : ComparisonOperator.LESS_THAN_THRESHOLD,
        threshold: condition.threshold,
        evaluationPeriods: condition.periods,
        treatMissingData: condition.missingData,
      });
      alarm.addAlarmAction(...actions);
      alarm.addOkAction(...actions);
      return alarm;
    });
  }
}

function conditionsOf({
  settings,
  deadLetterQueue,
  warner,
  checksReplicas,
}: AlarmsProps): Partial<Record<Name, AlarmCondition>> {
  const tick = Duration.minutes(settings.rotationIntervalMinutes);
  const own = (metric: Omit<OwnMetric, 'prefix'>) => ownMetric({ prefix: settings.prefix, ...metric });
  return {
    [AlarmName.rotationFailed]: {
      description: 'At least one integration cannot have its access token rotated',
      metric: own({
        service: 'rotator',
        name: MetricName.integrationsFailing,
        statistic: Stats.MAXIMUM,
        period: tick,
      }),
      goesOff: 'above',
      threshold: 0,
      // One tick may meet a blip of Alation; the second one tells it from a failure.
      periods: 2,
      missingData: TreatMissingData.IGNORE,
    },
    [AlarmName.rotationNotRunning]: {
      description: 'The rotator has not run to its end: access tokens will expire',
      // Written at the end of a sweep, once a shard. Invocations would count those that failed and those on demand.
      metric: own({
        service: 'rotator',
        name: MetricName.integrations,
        statistic: Stats.SAMPLE_COUNT,
        period: tick,
      }),
      goesOff: 'below',
      threshold: settings.shards,
      periods: 3,
      missingData: TreatMissingData.BREACHING,
    },
    [AlarmName.warnerNotRunning]: {
      description: 'The warner has not run for more than a day: nobody will hear of a dying refresh token',
      // Written by the daily run alone. Invocations would count what an event or a check of replicas started.
      metric: own({
        service: 'warner',
        name: MetricName.confirmedSubscriptions,
        statistic: Stats.SAMPLE_COUNT,
        period: Duration.hours(1),
      }),
      goesOff: 'below',
      threshold: 1,
      // A day of 25 hours when summer time ends, and one more.
      periods: 26,
      missingData: TreatMissingData.BREACHING,
    },
    [AlarmName.warnerFailed]: {
      description: 'A run of the warner failed: somebody may not have been told of something',
      // What the second try of the same run cannot mend, such as a chat channel that refuses, ends in no other alarm.
      metric: warner.metricErrors({ statistic: Stats.SUM, period: Duration.hours(1) }),
      goesOff: 'above',
      threshold: 0,
      periods: 1,
      missingData: TreatMissingData.NOT_BREACHING,
    },
    [AlarmName.deadLetterQueueNotEmpty]: {
      description: 'A tick, an event or an alert could not be delivered, or a function failed on it',
      metric: deadLetterQueue.metricApproximateNumberOfMessagesVisible({
        statistic: Stats.MAXIMUM,
        period: Duration.minutes(5),
      }),
      goesOff: 'above',
      threshold: 0,
      periods: 1,
      missingData: TreatMissingData.NOT_BREACHING,
    },
    [AlarmName.accessTokenNearExpiry]: {
      description: `A published access token has less than ${settings.runwayAlarmHours} h to live`,
      metric: own({
        service: 'rotator',
        name: MetricName.minimumRunwayHours,
        statistic: Stats.MINIMUM,
        period: tick,
      }),
      goesOff: 'below',
      threshold: settings.runwayAlarmHours,
      periods: 1,
      missingData: TreatMissingData.IGNORE,
    },
    [AlarmName.nobodySubscribed]: {
      description: 'Nobody has confirmed a subscription of the alert topic: alerts reach no one',
      metric: own({
        service: 'warner',
        name: MetricName.confirmedSubscriptions,
        statistic: Stats.MAXIMUM,
        period: Duration.days(1),
      }),
      goesOff: 'below',
      threshold: 1,
      periods: 1,
      missingData: TreatMissingData.IGNORE,
    },
    ...(checksReplicas && {
      [AlarmName.replicaNotCurrent]: {
        description: 'A replica of an access token is not current: consumers in its Region read an older one',
        metric: own({
          service: 'warner',
          name: MetricName.replicasNotCurrent,
          statistic: Stats.MINIMUM,
          period: Duration.hours(1),
        }),
        goesOff: 'above',
        threshold: 0,
        // A check that falls into a rotation finds replication in progress; the second one tells it from a failure.
        periods: 2,
        missingData: TreatMissingData.IGNORE,
      },
    }),
  };
}
