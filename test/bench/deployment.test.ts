import { expect, test } from 'vitest';
import { deployment } from '../../bench/deployment.ts';
import { EnvironmentVariable, MetricNamespace, ServiceName } from '../../functions/contract.ts';
import { DAY_MS, MINUTE_MS } from '../../functions/time.ts';
import { deploy } from '../handlers/deployment.ts';
import { metricsOf } from '../handlers/observations.ts';
import { arnText, at, listed, MINIMAL, propertiesOf, templateOf } from '../infra/synth.ts';

test('the bench runs the rotator as the stack deploys it by default', () => {
  templateOf().hasResourceProperties('AWS::Lambda::Function', {
    MemorySize: deployment.memoryMb,
    Timeout: deployment.timeoutMs / 1_000,
    Environment: {
      Variables: {
        [EnvironmentVariable.rotationIntervalMinutes]: String(deployment.intervalMs / MINUTE_MS),
        [EnvironmentVariable.probeIntervalMinutes]: String(deployment.probeIntervalMs / MINUTE_MS),
        [EnvironmentVariable.writesPerSecond]: String(deployment.writesPerSecond),
      },
    },
  });
  expect(deployment.timeoutMs).toBeLessThanOrEqual(deployment.intervalMs);
});

const { resources } = deployment;

test('the bill counts the keys, alarms and dashboards that the stack has by default', () => {
  const template = templateOf();
  template.resourceCountIs('AWS::KMS::Key', resources.keys);
  template.resourceCountIs('AWS::CloudWatch::Alarm', resources.alarms);
  template.resourceCountIs('AWS::CloudWatch::Dashboard', resources.dashboards);
  for (const key of propertiesOf(template, 'AWS::KMS::Key')) expect(key['EnableKeyRotation']).toBe(true);
});

test('the bill counts the metrics that the dashboard shows', () => {
  const [dashboard] = propertiesOf(templateOf({ ...MINIMAL, dashboard: true }), 'AWS::CloudWatch::Dashboard');
  const shown = [
    ...arnText(dashboard?.['DashboardBody']).matchAll(
      new RegExp(`"${MetricNamespace}","(\\w+)","prefix","alation","service","(\\w+)"`, 'g'),
    ),
  ];
  const of = (wanted: string) =>
    new Set(shown.filter(([, , service]) => service === wanted).map(([, name]) => name)).size;

  expect(of(ServiceName.rotator)).toBe(resources.metricsOfSweeps);
  expect(of(ServiceName.warner)).toBe(resources.metricsOfDailyRun);
});

/** The metrics of one line of the log. */
const namesOf = (line: unknown) =>
  listed(at(line, '_aws', 'CloudWatchMetrics')).flatMap((one) => listed(at(one, 'Metrics')));

test('a sweep and a daily run of the warner send as many metrics as the bill counts', async () => {
  const app = await deploy({ alation: { refreshTokenLifetimeMs: 60 * DAY_MS } });
  await app.integrate('tableau', 2, undefined, true);
  await app.rotate();
  await app.warn();

  expect(metricsOf(app, 'rotator').flatMap(namesOf)).toHaveLength(resources.metricsOfSweeps);
  expect(metricsOf(app, 'warner').flatMap(namesOf)).toHaveLength(resources.metricsOfDailyRun);
});

test('every alarm watches a metric of AWS or a metric that the functions send', async () => {
  const app = await deploy();
  await app.integrate('tableau', 1);
  await app.rotate();
  await app.warn();
  const sent = [...metricsOf(app, 'rotator'), ...metricsOf(app, 'warner')].flatMap((line) =>
    Object.keys(line),
  );
  const watched = propertiesOf(templateOf(), 'AWS::CloudWatch::Alarm').filter(
    ({ Namespace }) => Namespace === MetricNamespace,
  );

  expect(watched.length).toBeGreaterThan(4);
  for (const { MetricName } of watched) expect(sent).toContain(MetricName);
});
