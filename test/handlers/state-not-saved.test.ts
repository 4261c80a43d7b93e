import { expect, test } from 'vitest';
import { DetailType } from '../../functions/contract.ts';
import { deploy, HOUR_MS } from './deployment.ts';
import { eventsOf, isServed, logged, metricsOf, versionCount } from './observations.ts';

const tagFault = { service: 'secretsmanager', operation: 'TagResource', kind: 'error' } as const;
const codes = (events: ReturnType<typeof eventsOf>) => events.map(({ detail }) => detail['code']);

test('if the rotator is not allowed to write tags, one event reports the failure, and consumers still read an active access token', async () => {
  const deployment = await deploy();
  await deployment.integrate('tableau', 2);
  const remove = deployment.aws.faults.add({ ...tagFault, code: 'AccessDeniedException' });

  const summary = await deployment.rotate();

  expect(summary.outcomes).toMatchObject({ rotated: 0, failed: 1 });
  expect(summary.gauges).toMatchObject({ integrationsFailing: 1 });
  expect(metricsOf(deployment, 'rotator').at(-1)).toMatchObject({ IntegrationsFailing: 1 });
  expect(logged(deployment, 'AccessTokenRotated')).toHaveLength(1);
  expect(logged(deployment, 'RotationFailed')).toMatchObject([
    { integration: 'tableau', code: 'StateNotSaved', disposition: 'reconfigure' },
  ]);
  expect(logged(deployment, 'RotationFailed')[0]?.['explanation']).toContain('TagResource');
  expect(codes(eventsOf(deployment, DetailType.rotationFailed))).toEqual(['StateNotSaved']);
  expect(await isServed(deployment, 'tableau')).toBe(true);

  await deployment.sweepFor(13 * HOUR_MS);
  expect(await isServed(deployment, 'tableau')).toBe(true);
  expect(versionCount(deployment, 'tableau')).toBe(2);
  expect(codes(eventsOf(deployment, DetailType.rotationFailed))).toEqual(['StateNotSaved']);
  expect(eventsOf(deployment, DetailType.rotated)).toHaveLength(2);

  remove();
  await deployment.sweep();
  expect(codes(eventsOf(deployment, DetailType.rotationRecovered))).toEqual(['StateNotSaved']);
});

test('a rotation does not fail if AWS throttles the write of the tags', async () => {
  const deployment = await deploy();
  await deployment.integrate('tableau', 2);
  deployment.aws.faults.add({ ...tagFault, code: 'ThrottlingException', times: 20 });

  await expect(deployment.rotate()).resolves.toMatchObject({ outcomes: { rotated: 1, failed: 0 } });

  expect(logged(deployment, 'StateNotSaved')).toMatchObject([{ code: 'SecretsManagerUnavailable' }]);
  expect(eventsOf(deployment, DetailType.rotationFailed)).toEqual([]);
});
