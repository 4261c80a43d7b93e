import type { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { MetricDimension, MetricNamespace, ServiceName } from '../functions/contract.ts';
import type { MetricName } from '../functions/contract.ts';

/** A metric of the functions, and its statistic. */
export interface OwnMetric {
  readonly prefix: string;
  readonly service: keyof typeof ServiceName;
  readonly name: (typeof MetricName)[keyof typeof MetricName];
  readonly statistic: string;
  readonly period: Duration;
  /** @default - the name */
  readonly label?: string;
}

/** A metric that a function records. The dimension `prefix` distinguishes this metric from metrics of other rotators. */
export function ownMetric({ prefix, service, name, statistic, period, label }: OwnMetric): Metric {
  return new Metric({
    namespace: MetricNamespace,
    metricName: name,
    dimensionsMap: { [MetricDimension.service]: ServiceName[service], [MetricDimension.prefix]: prefix },
    statistic,
    period,
    ...(label === undefined ? {} : { label }),
  });
}
