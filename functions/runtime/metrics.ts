import { MetricDimension, MetricNamespace, type MetricName } from '../contract.ts';
import { writeLine, type WriteLine } from './write-line.ts';

/** Name of a metric of the contract. */
export type RecordedMetric = (typeof MetricName)[keyof typeof MetricName];

/** The units of CloudWatch in use. CloudWatch has no unit for days, so days have the unit `None`. */
export type MetricUnit = 'Count' | 'Percent' | 'None';

/** Where a function records its metrics. */
export interface Metrics {
  /** Records a current value. Undefined, NaN and infinite values are ignored. */
  gauge(name: RecordedMetric, value: number | undefined, unit: MetricUnit): void;
  /** Writes the values recorded since the last call, if there are any. */
  publish(): void;
}

/**
 * Metrics in the embedded metric format of CloudWatch: one JSON line on standard output. The only dimensions are those
 * of `MetricDimension`. A dimension per integration would cost $0.30 a month for each metric of each integration.
 *
 * @param serviceName one of `ServiceName`
 * @param prefix the rotator's prefix
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function createMetrics(serviceName: string, prefix: string, write: WriteLine = writeLine): Metrics {
  const dimensions = { [MetricDimension.service]: serviceName, [MetricDimension.prefix]: prefix };
  let recorded = new Map<RecordedMetric, { readonly unit: MetricUnit; readonly value: number }>();
  return {
    gauge: (name, value, unit) => {
      if (value !== undefined && Number.isFinite(value)) recorded.set(name, { unit, value });
    },
    publish: () => {
      if (recorded.size === 0) return;
      const entries = [...recorded];
      recorded = new Map();
      const directive = {
        Namespace: MetricNamespace,
        Dimensions: [Object.keys(dimensions)],
        Metrics: entries.map(([Name, { unit }]) => ({ Name, Unit: unit })),
      };
      write(
        JSON.stringify({
          _aws: { Timestamp: Date.now(), CloudWatchMetrics: [directive] },
          ...dimensions,
          ...Object.fromEntries(entries.map(([name, { value }]) => [name, value])),
        }),
      );
    },
  };
}
