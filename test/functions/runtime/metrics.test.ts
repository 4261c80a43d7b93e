import { expect, test } from 'vitest';
import { createMetrics } from '../../../functions/runtime/metrics.ts';
import { MetricName } from '../../../functions/contract.ts';

function published(use: (metrics: ReturnType<typeof createMetrics>) => void): Record<string, unknown>[] {
  const lines: string[] = [];
  use(createMetrics('rotator', 'alation', (line) => void lines.push(line)));
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

test('metrics are one line in the embedded metric format, with the service and the prefix as their only dimensions', () => {
  const [line] = published((metrics) => {
    metrics.count(MetricName.rotated, 3);
    metrics.gauge(MetricName.minimumRunwayHours, 11.5, 'None');
    metrics.publish();
  });
  expect(line).toEqual({
    _aws: {
      Timestamp: expect.any(Number),
      CloudWatchMetrics: [
        {
          Namespace: 'AlationTokenRotator',
          Dimensions: [['service', 'prefix']],
          Metrics: [
            { Name: 'Rotated', Unit: 'Count' },
            { Name: 'MinimumRunwayHours', Unit: 'None' },
          ],
        },
      ],
    },
    service: 'rotator',
    prefix: 'alation',
    Rotated: 3,
    MinimumRunwayHours: 11.5,
  });
});

test('counts are added within an invocation and start at zero in the next', () => {
  const lines = published((metrics) => {
    metrics.count(MetricName.failed, 2);
    metrics.count(MetricName.failed, 3);
    metrics.publish();
    metrics.count(MetricName.failed, 0);
    metrics.publish();
  });
  expect(lines.map((line) => line['Failed'])).toEqual([5, 0]);
});

test('a gauge keeps its last value and ignores NaN and infinite values', () => {
  const [line] = published((metrics) => {
    metrics.gauge(MetricName.integrations, 7, 'Count');
    metrics.gauge(MetricName.integrations, 9, 'Count');
    metrics.gauge(MetricName.minimumRunwayHours, Infinity, 'None');
    metrics.publish();
  });
  expect(line).toMatchObject({ Integrations: 9 });
  expect(line).not.toHaveProperty('MinimumRunwayHours');
});

test('no line is written without recorded values', () => {
  expect(
    published((metrics) => {
      metrics.publish();
      metrics.gauge(MetricName.minimumRunwayHours, NaN, 'None');
      metrics.publish();
    }),
  ).toEqual([]);
});
