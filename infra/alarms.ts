import { Duration } from 'aws-cdk-lib';
import { Alarm, CfnAlarm, ComparisonOperator, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
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

/** The watched resources, and the topics that the alarms notify. */
export interface AlarmsProps {
  readonly settings: Settings;
  readonly topics: readonly ITopic[];
  readonly deadLetterQueue: IQueue;
  readonly warner: IFunction;
  readonly checksReplicas: boolean;
}

/** An alarm without its name: one sentence about the problem, and the condition. */
interface AlarmCondition {
  readonly description: string;
  readonly metric: IMetric;
  readonly firesWhen: 'above' | 'below';
  readonly threshold: number;
  readonly periods: number;
  readonly missingData: TreatMissingData;
  /**
   * How long a new alarm waits for its first data. Without this wait, missing data would fire the alarm right after the first
   * deployment.
   */
  readonly warmUp?: CfnAlarm.WarmUpConfigurationProperty;
}

/** The day on which summer time ends has 25 hours. One more hour allows a late run. */
const HOURS_WITH_A_DAILY_RUN = 26;

/** CloudFormation may create the schedules this much later than the alarms. */
const CREATION_MINUTES = 15;

function warmUp(minutes: number): CfnAlarm.WarmUpConfigurationProperty {
  return { warmUpPeriodDurationInMinutes: minutes + CREATION_MINUTES };
}

type Name = (typeof AlarmName)[keyof typeof AlarmName];

/**
 * The alarms. Each alarm notifies its topics when it fires and when it ends. The name of an alarm comes from `AlarmName`.
 * With `runbookUrl` its description links to the heading of the runbook with that name.
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
        alarmDescription:
          runbookUrl === undefined
            ? condition.description
            : `${condition.description}. ${runbookUrl}#${name.toLowerCase()}`,
        metric: condition.metric,
        comparisonOperator:
          condition.firesWhen === 'above'
            ? ComparisonOperator.GREATER_THAN_THRESHOLD
            : ComparisonOperator.LESS_THAN_THRESHOLD,
        threshold: condition.threshold,
        evaluationPeriods: condition.periods,
        treatMissingData: condition.missingData,
      });
      // The construct `Alarm` has no property for the warm-up yet.
      if (condition.warmUp && alarm.node.defaultChild instanceof CfnAlarm) {
        alarm.node.defaultChild.warmUpConfiguration = condition.warmUp;
      }
      alarm.addAlarmAction(...actions);
      alarm.addOkAction(...actions);
      return alarm;
    });
  }
}

/** The threshold of `AccessTokenNearExpiry`. */
export function nearExpiryPercent({ nearExpiryFraction }: Pick<Settings, 'nearExpiryFraction'>): number {
  return Math.round(nearExpiryFraction * 1000) / 10;
}

function conditionsOf({
  settings,
  deadLetterQueue,
  warner,
  checksReplicas,
}: AlarmsProps): Partial<Record<Name, AlarmCondition>> {
  const sweepInterval = Duration.minutes(settings.rotationIntervalMinutes);
  const own = (metric: Omit<OwnMetric, 'prefix'>) => ownMetric({ prefix: settings.prefix, ...metric });
  return {
    [AlarmName.rotationFailed]: {
      description: 'The rotator cannot rotate the access token of at least one integration',
      metric: own({
        service: 'rotator',
        name: MetricName.integrationsFailing,
        statistic: Stats.MAXIMUM,
        period: sweepInterval,
      }),
      firesWhen: 'above',
      threshold: 0,
      // One sweep may meet a transient failure. A failure in two sweeps in a row is an incident.
      periods: 2,
      missingData: TreatMissingData.IGNORE,
    },
    [AlarmName.rotationNotRunning]: {
      description: 'The rotator does not complete its sweeps, so access tokens will expire',
      // Each shard records this metric at the end of a sweep. Invocations would include failed runs and runs on request.
      metric: own({
        service: 'rotator',
        name: MetricName.integrationsFailing,
        statistic: Stats.SAMPLE_COUNT,
        period: sweepInterval,
      }),
      firesWhen: 'below',
      threshold: settings.shards,
      periods: 3,
      missingData: TreatMissingData.BREACHING,
      warmUp: warmUp(3 * settings.rotationIntervalMinutes),
    },
    [AlarmName.warnerNotRunning]: {
      description:
        'The daily run of the warner has been missing for more than a day, so owners are not warned before refresh tokens expire',
      // Only the daily run records this metric. Invocations would include runs for events and replica checks.
      metric: own({
        service: 'warner',
        name: MetricName.confirmedSubscriptions,
        statistic: Stats.SAMPLE_COUNT,
        period: Duration.hours(1),
      }),
      firesWhen: 'below',
      threshold: 1,
      periods: HOURS_WITH_A_DAILY_RUN,
      missingData: TreatMissingData.BREACHING,
      warmUp: warmUp(60 * HOURS_WITH_A_DAILY_RUN),
    },
    [AlarmName.warnerFailed]: {
      description: 'A run of the warner failed, so an alert may be missing',
      // Some failures cause no other alarm, e.g. a chat channel that refuses an alert.
      metric: warner.metricErrors({ statistic: Stats.SUM, period: Duration.hours(1) }),
      firesWhen: 'above',
      threshold: 0,
      periods: 1,
      missingData: TreatMissingData.NOT_BREACHING,
    },
    [AlarmName.deadLetterQueueNotEmpty]: {
      description:
        'A scheduled run, an event or an alert was not delivered, or a function failed at every attempt',
      metric: deadLetterQueue.metricApproximateNumberOfMessagesVisible({
        statistic: Stats.MAXIMUM,
        period: Duration.minutes(5),
      }),
      firesWhen: 'above',
      threshold: 0,
      periods: 1,
      missingData: TreatMissingData.NOT_BREACHING,
    },
    [AlarmName.accessTokenNearExpiry]: {
      description: `A published access token has less than ${nearExpiryPercent(settings)} % of its lifetime left`,
      metric: own({
        service: 'rotator',
        name: MetricName.minimumRemainingLifetimePercent,
        statistic: Stats.MINIMUM,
        period: sweepInterval,
      }),
      firesWhen: 'below',
      threshold: nearExpiryPercent(settings),
      periods: 1,
      missingData: TreatMissingData.IGNORE,
    },
    [AlarmName.nobodySubscribed]: {
      description:
        'A declared subscription is not confirmed, or an alert or alarm would reach no one: run "alation-tokens doctor"',
      metric: own({
        service: 'warner',
        name: MetricName.hearingGaps,
        // With the minimum, the first run of a day that finds no gap ends the alarm.
        statistic: Stats.MINIMUM,
        period: Duration.days(1),
      }),
      firesWhen: 'above',
      threshold: 0,
      periods: 1,
      missingData: TreatMissingData.IGNORE,
      // The first daily run may come before a subscriber has followed the confirmation link. So the second run decides.
      warmUp: { ...warmUp(60 * HOURS_WITH_A_DAILY_RUN), onlyStartEvaluatingAfterWarmUpPeriodEnds: true },
    },
    ...(checksReplicas && {
      [AlarmName.replicaNotCurrent]: {
        description:
          'A replica of an access token is not current, so consumers in its Region read an older access token',
        metric: own({
          service: 'warner',
          name: MetricName.replicasNotCurrent,
          statistic: Stats.MINIMUM,
          period: Duration.hours(1),
        }),
        firesWhen: 'above',
        threshold: 0,
        // A check during a rotation finds replication in progress. Two such checks in a row are a failure.
        periods: 2,
        missingData: TreatMissingData.IGNORE,
      },
    }),
  };
}
