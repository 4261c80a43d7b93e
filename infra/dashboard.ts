import { Duration } from 'aws-cdk-lib';
import {
  AlarmStatusWidget,
  Dashboard as CloudWatchDashboard,
  GraphWidget,
  LogQueryVisualizationType,
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
import { LogQuery } from './log-queries.ts';
import { ownMetric } from './metrics.ts';
import type { OwnMetric } from './metrics.ts';
import type { Settings } from './settings-schema.ts';

/** The resources that the dashboard shows. */
export interface DashboardProps {
  readonly settings: Settings;
  readonly alarms: readonly IAlarm[];
  readonly rotator: { readonly function: IFunction; readonly logGroup: ILogGroup };
  readonly warner: { readonly function: IFunction; readonly logGroup: ILogGroup };
  readonly deadLetterQueue: IQueue;
  readonly checksReplicas: boolean;
}

/** Widths of widgets. */
const WIDTH = { full: 24, half: 12, third: 8 } as const;

/**
 * One CloudWatch dashboard: the alarms, the remaining lifetimes, the runs and the last failures. The dashboard costs $3
 * a month, unless it is one of the three free dashboards of the account.
 */
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
        [new AlarmStatusWidget({ title: 'Alarms', width: WIDTH.full, height: 3, alarms: [...alarms] })],
        [
          new GraphWidget({
            title: 'Shortest remaining lifetime of an access token',
            width: WIDTH.half,
            left: [
              own('rotator', MetricName.minimumRemainingLifetimePercent, Stats.MINIMUM, '% of lifetime'),
            ],
            leftAnnotations: [{ value: nearExpiryPercent(settings), label: 'AccessTokenNearExpiry' }],
            leftYAxis: { label: '%', showUnits: false },
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
          query('Sweeps', WIDTH.third, rotator.logGroup, LogQuery.sweeps),
          query(
            'Integrations, and hours until an access token expires',
            WIDTH.third,
            rotator.logGroup,
            LogQuery.expiries,
          ),
          graph(
            'Integrations',
            WIDTH.third,
            // Each shard counts its own integrations.
            own('rotator', MetricName.integrationsFailing, Stats.SUM, 'Failing'),
            own('warner', MetricName.integrationsContested, Stats.MAXIMUM, 'Contested', day),
            own('warner', MetricName.refreshTokensRenewed, Stats.MAXIMUM, 'Renewed in a day', day),
            own('warner', MetricName.refreshTokenRenewalsFailed, Stats.MAXIMUM, 'Renewal failed', day),
          ),
        ],
        [
          graph(
            'Runs',
            WIDTH.third,
            rotator.function.metricInvocations({ label: 'Rotator', period: sweepInterval }),
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
            'Subscriptions, dead letters and replicas',
            WIDTH.third,
            own('warner', MetricName.confirmedSubscriptions, Stats.MAXIMUM, 'Confirmed subscriptions', day),
            own(
              'warner',
              MetricName.hearingGaps,
              Stats.MAXIMUM,
              'Unconfirmed subscriptions, alerts without recipient',
              day,
            ),
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
          query('Alerts', WIDTH.third, warner.logGroup, LogQuery.alerts),
          new LogQueryWidget({
            title: 'Last failed rotations',
            width: WIDTH.full - WIDTH.third,
            logGroupNames: [rotator.logGroup.logGroupName],
            queryLines: [...LogQuery.failures],
          }),
        ],
      ],
    });
  }
}

function graph(title: string, width: number, ...left: IMetric[]): GraphWidget {
  return new GraphWidget({ title, width, left, leftYAxis: { min: 0, showUnits: false } });
}

function query(title: string, width: number, log: ILogGroup, lines: readonly string[]): LogQueryWidget {
  return new LogQueryWidget({
    title,
    width,
    view: LogQueryVisualizationType.LINE,
    logGroupNames: [log.logGroupName],
    queryLines: [...lines],
  });
}
