import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import { MetricName } from '../../functions/contract.ts';
import { arnText, EVERYTHING, MINIMAL, propertiesOf, templateOf } from './synth.ts';

const body = z.object({
  widgets: z.array(
    z.object({
      type: z.string(),
      properties: z.looseObject({
        title: z.optional(z.string()),
        metrics: z.optional(z.array(z.array(z.unknown()))),
        alarms: z.optional(z.array(z.string())),
        query: z.optional(z.string()),
      }),
    }),
  ),
});

function widgetsOf(settings: Parameters<typeof templateOf>[0] = MINIMAL) {
  const [dashboard, ...others] = propertiesOf(templateOf(settings), 'AWS::CloudWatch::Dashboard');
  expect(others).toEqual([]);
  return body.parse(JSON.parse(arnText(dashboard?.['DashboardBody']))).widgets;
}

function metricsOf(settings: Parameters<typeof templateOf>[0]): string[] {
  return widgetsOf(settings).flatMap(({ properties }) =>
    (properties.metrics ?? []).map(([, name]) => String(name)),
  );
}

test('the stack has one dashboard with its own name', () => {
  templateOf(EVERYTHING).hasResourceProperties('AWS::CloudWatch::Dashboard', {
    DashboardName: 'alation-prod-token-rotator',
  });
});

test('the dashboard shows the state of every alarm', () => {
  for (const settings of [MINIMAL, EVERYTHING]) {
    const alarms = widgetsOf(settings).find(({ type }) => type === 'alarm');
    const ids = Object.keys(templateOf(settings).findResources('AWS::CloudWatch::Alarm'));
    expect(alarms?.properties.alarms).toEqual(ids.map((id) => `<${id}.Arn>`));
  }
});

test('the dashboard shows every metric of the functions, and their runs', () => {
  expect(new Set(metricsOf(EVERYTHING))).toEqual(
    new Set([
      ...Object.values(MetricName),
      'Invocations',
      'Errors',
      'Duration',
      'ApproximateNumberOfMessagesVisible',
    ]),
  );
  expect(metricsOf(MINIMAL)).not.toContain(MetricName.replicasNotCurrent);
});

test('the dashboard shows no metric per integration', () => {
  const two = { integrations: { tableau: {}, loader: {} } };

  expect(metricsOf(two)).toEqual(metricsOf(MINIMAL));
});

test('the dashboard lists the last failed rotations from the log of the rotator', () => {
  const log = widgetsOf().find(({ type }) => type === 'log');

  expect(log?.properties.query).toMatch(
    /^SOURCE '<TokenRotatorLogGroup\w+>' \| fields @timestamp, integration, code/,
  );
  expect(log?.properties.query).toContain('filter message = "RotationFailed"');
});
