import { expect, test } from 'vitest';
import { deploy, HOUR_MS } from './deployment.ts';
import { logged, versionCount } from './observations.ts';

test('if little time remains, the rotator starts no rotation, and the next sweep rotates', async () => {
  const deployment = await deploy();
  const names = ['tableau', 'power-bi', 'airflow'];
  for (const name of names) await deployment.integrate(name, 1);

  await expect(deployment.rotate({}, { remainingMs: 20_000 })).resolves.toMatchObject({
    due: 3,
    outcomes: { deferred: 3, rotated: 0 },
  });
  expect(deployment.alation.calls.count()).toBe(0);
  expect(logged(deployment, 'SweepEnded')).toMatchObject([{ deferred: 3, due: 3 }]);

  await expect(deployment.sweep()).resolves.toMatchObject({ outcomes: { deferred: 0, rotated: 3 } });
});

test('a sweep that runs out of time finishes the started rotations, and the next sweep does the other rotations', async () => {
  const deployment = await deploy();
  const names = Array.from({ length: 24 }, (_, index) => `integration-${index}`);
  for (const name of names) await deployment.integrate(name, 1);
  await deployment.rotate();
  await deployment.clock.advance(12 * HOUR_MS);
  // Every mint takes 8 s, and the concurrency limit per host is low.
  deployment.alation.faults.add({
    kind: 'delay',
    delayMs: 8_000,
    clock: 'virtual',
    path: 'createAPIAccessToken',
  });

  const first = await deployment.rotate({}, { remainingMs: 110_000 });
  expect(first.outcomes.deferred).toBeGreaterThan(0);
  expect(first.outcomes.rotated).toBeGreaterThan(0);
  expect(first.outcomes.rotated + first.outcomes.deferred).toBe(24);
  deployment.alation.faults.clear();
  const second = await deployment.sweep();

  expect(first.outcomes.rotated + second.outcomes.rotated).toBe(24);
  for (const name of names) expect(versionCount(deployment, name)).toBe(2);
  expect(logged(deployment, 'RotationFailed')).toEqual([]);
});
