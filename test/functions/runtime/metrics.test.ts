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
    metrics.gauge(MetricName.integrationsFailing, 3, 'Count');
    metrics.gauge(MetricName.daysToNearestRefreshTokenExpiry, 11.5, 'None');
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
            { Name: 'IntegrationsFailing', Unit: 'Count' },
            { Name: 'DaysToNearestRefreshTokenExpiry', Unit: 'None' },
          ],
        },
      ],
    },
    service: 'rotator',
    prefix: 'alation',
    IntegrationsFailing: 3,
    DaysToNearestRefreshTokenExpiry: 11.5,
  });
});

test('values of an invocation are not repeated in the next invocation', () => {
  const lines = published((metrics) => {
    metrics.gauge(MetricName.integrationsFailing, 2, 'Count');
    metrics.publish();
    metrics.gauge(MetricName.hearingGaps, 0, 'Count');
    metrics.publish();
  });
  expect(lines.map((line) => [line['IntegrationsFailing'], line['HearingGaps']])).toEqual([
    [2, undefined],
    [undefined, 0],
  ]);
});

test('a gauge keeps its last value and ignores undefined, NaN and infinite values', () => {
  const [line] = published((metrics) => {
    metrics.gauge(MetricName.integrationsFailing, 7, 'Count');
    metrics.gauge(MetricName.integrationsFailing, 9, 'Count');
    metrics.gauge(MetricName.daysToNearestRefreshTokenExpiry, Infinity, 'None');
    metrics.gauge(MetricName.integrationsContested, undefined, 'Count');
    metrics.publish();
  });
  expect(line).toMatchObject({ IntegrationsFailing: 9 });
  expect(line).not.toHaveProperty('DaysToNearestRefreshTokenExpiry');
  expect(line).not.toHaveProperty('IntegrationsContested');
});

test('no line is written without recorded values', () => {
  expect(
    published((metrics) => {
      metrics.publish();
      metrics.gauge(MetricName.daysToNearestRefreshTokenExpiry, NaN, 'None');
      metrics.publish();
    }),
  ).toEqual([]);
});
