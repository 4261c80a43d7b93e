import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, Metric, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { AlarmName, MetricName, MetricNamespace, ServiceName } from '../functions/contract.ts';
import type { Settings } from './settings.ts';

/** What the alarms watch, and the topic they tell. */
export interface AlarmsProps {
  readonly settings: Settings;
  readonly topic: ITopic;
  readonly rotator: IFunction;
  readonly warner: IFunction;
  readonly deadLetterQueue: IQueue;
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

/**
 * The alarms. Each is a heading of the runbook, tells the alert topic when it goes off and when it is over, and takes
 * its name and its link from `AlarmName` alone.
 */
export class Alarms extends Construct {
  constructor(
    scope: Construct,
    id: string,
    { settings, topic, rotator, warner, deadLetterQueue }: AlarmsProps,
  ) {
    super(scope, id);
    const tick = Duration.minutes(settings.rotationIntervalMinutes);

    const conditions: Record<(typeof AlarmName)[keyof typeof AlarmName], AlarmCondition> = {
      [AlarmName.rotationFailed]: {
        description: 'At least one integration cannot have its access token rotated',
        metric: gauge(ServiceName.rotator, MetricName.integrationsFailing, Stats.MAXIMUM, tick),
        goesOff: 'above',
        threshold: 0,
        // One tick may meet a blip of Alation; the second one tells it from a failure.
        periods: 2,
        missingData: TreatMissingData.IGNORE,
      },
      [AlarmName.rotationNotRunning]: {
        description: 'The rotator has not run: access tokens will expire',
        metric: rotator.metricInvocations({ statistic: Stats.SUM, period: tick }),
        goesOff: 'below',
        threshold: 1,
        periods: 3,
        missingData: TreatMissingData.BREACHING,
      },
      [AlarmName.warnerNotRunning]: {
        description: 'The warner has not run for more than a day: nobody will hear of a dying refresh token',
        metric: warner.metricInvocations({ statistic: Stats.SUM, period: Duration.hours(1) }),
        goesOff: 'below',
        threshold: 1,
        // A day of 25 hours when summer time ends, and one more.
        periods: 26,
        missingData: TreatMissingData.BREACHING,
      },
      [AlarmName.deadLetterQueueNotEmpty]: {
        description: 'A tick or an event could not be delivered, or a function failed on it',
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
        metric: gauge(ServiceName.rotator, MetricName.minimumRunwayHours, Stats.MINIMUM, tick),
        goesOff: 'below',
        threshold: settings.runwayAlarmHours,
        periods: 1,
        missingData: TreatMissingData.IGNORE,
      },
      [AlarmName.nobodySubscribed]: {
        description: 'Nobody has confirmed a subscription of the alert topic: alerts reach no one',
        metric: gauge(ServiceName.warner, MetricName.confirmedSubscriptions, Stats.MAXIMUM, Duration.days(1)),
        goesOff: 'below',
        threshold: 1,
        periods: 1,
        missingData: TreatMissingData.IGNORE,
      },
    };

    const action = new SnsAction(topic);
    for (const [name, condition] of Object.entries(conditions)) {
      const alarm = new Alarm(this, name, {
        alarmName: `${settings.prefix}-token-rotator/${name}`,
        alarmDescription: `${condition.description}. ${settings.runbookUrl}#${name.toLowerCase()}`,
        metric: condition.metric,
        comparisonOperator:
          condition.goesOff === 'above'
            ? ComparisonOperator.GREATER_THAN_THRESHOLD
            : ComparisonOperator.LESS_THAN_THRESHOLD,
        threshold: condition.threshold,
        evaluationPeriods: condition.periods,
        treatMissingData: condition.missingData,
      });
      alarm.addAlarmAction(action);
      alarm.addOkAction(action);
    }
  }
}

function gauge(
  service: (typeof ServiceName)[keyof typeof ServiceName],
  metricName: string,
  statistic: string,
  period: Duration,
): Metric {
  return new Metric({
    namespace: MetricNamespace,
    metricName,
    dimensionsMap: { service },
    statistic,
    period,
  });
}
