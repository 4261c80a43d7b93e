import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import { MetricName } from '../../functions/contract.ts';
import { LogQuery } from '../../infra/log-queries.ts';
import { deploy } from '../handlers/deployment.ts';
import { logged } from '../handlers/observations.ts';
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

const SMALLEST = { ...MINIMAL, dashboard: true };

function widgetsOf(settings: Parameters<typeof templateOf>[0] = SMALLEST) {
  const [dashboard, ...others] = propertiesOf(templateOf(settings), 'AWS::CloudWatch::Dashboard');
  expect(others).toEqual([]);
  return body.parse(JSON.parse(arnText(dashboard?.['DashboardBody']))).widgets;
}

function metricsOf(settings: Parameters<typeof templateOf>[0]): string[] {
  return widgetsOf(settings).flatMap(({ properties }) =>
    (properties.metrics ?? []).map(([, name]) => String(name)),
  );
}

test('the stack has a dashboard with the name of the stack only if the setting dashboard is true', () => {
  templateOf().resourceCountIs('AWS::CloudWatch::Dashboard', 0);
  templateOf(EVERYTHING).hasResourceProperties('AWS::CloudWatch::Dashboard', {
    DashboardName: 'alation-prod-token-rotator',
  });
});

test('the dashboard shows the state of every alarm', () => {
  for (const settings of [SMALLEST, EVERYTHING]) {
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
  expect(metricsOf(SMALLEST)).not.toContain(MetricName.replicasNotCurrent);
});

test('the dashboard shows no metric per integration', () => {
  const two = { ...SMALLEST, integrations: { tableau: {}, loader: {} } };

  expect(metricsOf(two)).toEqual(metricsOf(SMALLEST));
});

test('the dashboard lists the last failed rotations from the log of the rotator', () => {
  const log = widgetsOf().find(({ properties }) => properties.title === 'Last failed rotations');

  expect(log?.properties.query).toMatch(
    /^SOURCE '<TokenRotatorLogGroup\w+>' \| fields @timestamp, integration, code/,
  );
  expect(log?.properties.query).toContain('filter message = "RotationFailed"');
});

test.each(Object.entries(LogQuery))('the runbook shows the query of the dashboard: %s', (_, lines) => {
  const queries = widgetsOf().map(({ properties }) => properties.query ?? '');

  expect(queries.some((query) => query.endsWith(lines.join('\n| ')))).toBe(true);
  expect(readFileSync('docs/runbook.md', 'utf8')).toContain(lines.join('\n  | '));
});

test('the statistics in the queries of the dashboard use only fields of the logs', async () => {
  const deployment = await deploy();
  await deployment.integrate('tableau', 1);
  await deployment.rotate();
  await deployment.warn();
  const fields = ['SweepEnded', 'WarnerEnded'].flatMap((message) =>
    Object.keys(logged(deployment, message)[0] ?? {}),
  );
  const used = [...LogQuery.sweeps, ...LogQuery.expiries, ...LogQuery.alerts].flatMap((line) =>
    [...line.matchAll(/(?:sum|min|max|ispresent)\((\w+)\)/g)].map(([, field]) => field),
  );

  expect(used.length).toBeGreaterThan(6);
  expect(fields).toEqual(expect.arrayContaining(used));
});
