import { MetricDimension, MetricNamespace, type MetricName } from '../contract.ts';
import { writeLine, type WriteLine } from './write-line.ts';

/** Name of a metric of the contract. */
export type RecordedMetric = (typeof MetricName)[keyof typeof MetricName];

/** CloudWatch's units that are used here. It has none for hours and days: those are `None`. */
export type MetricUnit = 'Count' | 'None';

/** Where a function records its metrics. */
export interface Metrics {
  /** Adds to a metric of this invocation. */
  count(name: RecordedMetric, value: number): void;
  /** Records the present value of something; a value that is no finite number is left out. */
  gauge(name: RecordedMetric, value: number, unit: MetricUnit): void;
  /** Writes out what was recorded since the last time; nothing if that is nothing. */
  publish(): void;
}

/**
 * Metrics in CloudWatch's embedded metric format: one JSON line on standard output. Their dimensions are those of
 * `MetricDimension`: one per integration would cost $0.30 a month each.
 *
 * @param serviceName one of `ServiceName`
 * @param prefix the rotator's prefix
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function createMetrics(serviceName: string, prefix: string, write: WriteLine = writeLine): Metrics {
  const dimensions = { [MetricDimension.service]: serviceName, [MetricDimension.prefix]: prefix };
  let recorded = new Map<RecordedMetric, { readonly unit: MetricUnit; readonly value: number }>();
  return {
    count: (name, value) => {
      recorded.set(name, { unit: 'Count', value: (recorded.get(name)?.value ?? 0) + value });
    },
    gauge: (name, value, unit) => {
      if (Number.isFinite(value)) recorded.set(name, { unit, value });
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
