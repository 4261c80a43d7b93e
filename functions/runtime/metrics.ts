import { Metrics as PowertoolsMetrics } from '@aws-lambda-powertools/metrics';
import { MetricNamespace, type MetricName } from '../contract.ts';

/** Name of a metric of the contract. */
export type RecordedMetric = (typeof MetricName)[keyof typeof MetricName];

/** CloudWatch's units that are used here. It has none for hours and days: those are `None`. */
export type MetricUnit = 'Count' | 'None' | 'Milliseconds';

/** Where a function records its metrics. */
export interface Metrics {
  /** Adds to a metric of this invocation: CloudWatch sums what is recorded. */
  count(name: RecordedMetric, value: number): void;
  /** Records the present value of something; a value that is no finite number is left out. */
  gauge(name: RecordedMetric, value: number, unit: MetricUnit): void;
  /** Writes out what was recorded since the last time; nothing if that is nothing. */
  publish(): void;
}

/**
 * Metrics in CloudWatch's embedded metric format on standard output, by Powertools for AWS Lambda. Their only
 * dimension is `service`: one per integration would cost $0.30 a month each.
 *
 * @param serviceName one of `ServiceName`
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function createMetrics(serviceName: string): Metrics {
  const metrics = new PowertoolsMetrics({ namespace: MetricNamespace, serviceName });
  return {
    count: (name, value) => void metrics.addMetric(name, 'Count', value),
    gauge: (name, value, unit) => {
      if (Number.isFinite(value)) metrics.addMetric(name, unit, value);
    },
    publish: () => {
      if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
    },
  };
}
