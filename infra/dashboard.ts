import { Duration } from 'aws-cdk-lib';
import {
  AlarmStatusWidget,
  Dashboard as CloudWatchDashboard,
  GraphWidget,
  LogQueryWidget,
  PeriodOverride,
  Stats,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { IAlarm, IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { MetricName } from '../functions/contract.ts';
import { nearExpiryPercent } from './alarms.ts';
import { ownMetric } from './metrics.ts';
import type { OwnMetric } from './metrics.ts';
import type { Settings } from './settings-schema.ts';

/** The resources that the dashboard shows. */
export interface DashboardProps {
  readonly settings: Settings;
  readonly alarms: readonly IAlarm[];
  readonly rotator: { readonly function: IFunction; readonly logGroup: ILogGroup };
  readonly warner: { readonly function: IFunction };
  readonly deadLetterQueue: IQueue;
  readonly checksReplicas: boolean;
}

/** Widths of widgets. */
const WIDTH = { whole: 24, half: 12, third: 8 } as const;

/** One CloudWatch dashboard: the alarms, the remaining lifetimes, the runs and the last failures. */
export class Dashboard extends Construct {
  constructor(scope: Construct, id: string, props: DashboardProps) {
    super(scope, id);
    const { settings, alarms, rotator, warner, deadLetterQueue, checksReplicas } = props;
    const sweepInterval = Duration.minutes(settings.rotationIntervalMinutes);
    const own = (
      service: OwnMetric['service'],
      name: OwnMetric['name'],
      statistic: string,
      label: string,
      period: Duration = sweepInterval,
    ) => ownMetric({ prefix: settings.prefix, service, name, statistic, period, label });
    const day = Duration.days(1);

    new CloudWatchDashboard(this, 'Resource', {
      dashboardName: `${settings.prefix}-token-rotator`,
      defaultInterval: Duration.days(7),
      periodOverride: PeriodOverride.INHERIT,
      widgets: [
        [new AlarmStatusWidget({ title: 'Alarms', width: WIDTH.whole, height: 3, alarms: [...alarms] })],
        [
          new GraphWidget({
            title: 'Shortest remaining lifetime of an access token',
            width: WIDTH.half,
            left: [own('rotator', MetricName.minimumRunwayHours, Stats.MINIMUM, 'Hours')],
            right: [
              own('rotator', MetricName.minimumRemainingLifetimePercent, Stats.MINIMUM, '% of lifetime'),
            ],
            rightAnnotations: [{ value: nearExpiryPercent(settings), label: 'AccessTokenNearExpiry' }],
            leftYAxis: { label: 'Hours', showUnits: false },
            rightYAxis: { label: '%', showUnits: false },
          }),
          new GraphWidget({
            title: 'Days until the first refresh token expires',
            width: WIDTH.half,
            left: [own('warner', MetricName.daysToNearestRefreshTokenExpiry, Stats.MINIMUM, 'Days', day)],
            leftAnnotations: settings.warningDays.map((value) => ({ value, label: 'Warning' })),
            leftYAxis: { showUnits: false },
          }),
        ],
        [
          graph(
            'Rotations',
            WIDTH.half,
            own('rotator', MetricName.due, Stats.SUM, 'Due'),
            own('rotator', MetricName.rotated, Stats.SUM, 'Rotated'),
            own('rotator', MetricName.failed, Stats.SUM, 'Failed'),
            own('rotator', MetricName.deferred, Stats.SUM, 'Deferred'),
          ),
          graph(
            'Integrations',
            WIDTH.half,
            // Each shard counts its own integrations.
            own('rotator', MetricName.integrations, Stats.SUM, 'All'),
            own('rotator', MetricName.integrationsFailing, Stats.SUM, 'Failing'),
            own('warner', MetricName.integrationsContested, Stats.MAXIMUM, 'Contested', day),
          ),
        ],
        [
          graph(
            'Runs',
            WIDTH.third,
            rotator.function.metricInvocations({ label: 'Rotator', period: sweepInterval }),
            own('rotator', MetricName.runs, Stats.SUM, 'Rotator, completed'),
            rotator.function.metricErrors({ label: 'Rotator, failed', period: sweepInterval }),
            warner.function.metricInvocations({ label: 'Warner', period: sweepInterval }),
            warner.function.metricErrors({ label: 'Warner, failed', period: sweepInterval }),
          ),
          graph(
            'Duration of runs',
            WIDTH.third,
            rotator.function.metricDuration({
              label: 'Rotator, longest',
              statistic: Stats.MAXIMUM,
              period: sweepInterval,
            }),
            warner.function.metricDuration({
              label: 'Warner, longest',
              statistic: Stats.MAXIMUM,
              period: sweepInterval,
            }),
          ),
          graph(
            'Alerts',
            WIDTH.third,
            own('warner', MetricName.warningsSent, Stats.SUM, 'Sent', day),
            own('warner', MetricName.confirmedSubscriptions, Stats.MAXIMUM, 'Confirmed subscriptions', day),
            own('warner', MetricName.hearingGaps, Stats.MAXIMUM, 'Alerts without a recipient', day),
            deadLetterQueue.metricApproximateNumberOfMessagesVisible({
              label: 'Dead letters',
              statistic: Stats.MAXIMUM,
            }),
            ...(checksReplicas
              ? [
                  own(
                    'warner',
                    MetricName.replicasNotCurrent,
                    Stats.MAXIMUM,
                    'Replicas not current',
                    Duration.hours(1),
                  ),
                ]
              : []),
          ),
        ],
        [
          new LogQueryWidget({
            title: 'Last failed rotations',
            width: WIDTH.whole,
            logGroupNames: [rotator.logGroup.logGroupName],
            queryLines: [
              'fields @timestamp, integration, code, disposition, explanation',
              'filter message = "RotationFailed"',
              'sort @timestamp desc',
              'limit 50',
            ],
          }),
        ],
      ],
    });
  }
}

function graph(title: string, width: number, ...left: IMetric[]): GraphWidget {
  return new GraphWidget({ title, width, left, leftYAxis: { min: 0, showUnits: false } });
}
