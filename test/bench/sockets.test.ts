import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bundleProgram } from '../../bench/handler-bundle.ts';
import { cpuShareOf, limitCpu } from '../../bench/sockets/cpu-share.ts';
import { ownDelays } from '../../bench/sockets/own-delays.ts';
import { fullSweepOverSockets } from '../../bench/sockets/socket-scenarios.ts';
import { bundleFunction } from '../../infra/bundle-function.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bench-test-'));
  await bundleFunction('rotator', join(folder, 'index.mjs'));
  await bundleProgram('bench/sockets/function.ts', join(folder, 'function.mjs'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Works for 2 ms in each of this many iterations of the event loop. Returns the share of a CPU that the process used. */
async function shareOfWork(iterations: number): Promise<number> {
  const [from, cpu] = [performance.now(), process.cpuUsage()];
  for (let done = 0; done < iterations; done++) {
    for (const until = performance.now() + 2; performance.now() < until;);
    await new Promise((resolve) => setTimeout(resolve));
  }
  const { user, system } = process.cpuUsage(cpu);
  return (user + system) / 1_000 / (performance.now() - from);
}

test('the deployed bundle rotates every integration once over HTTPS, with one mint and one write each', async () => {
  const files = { bundle: join(folder, 'index.mjs'), program: join(folder, 'function.mjs') };
  const { counts, tally, result, delays } = await fullSweepOverSockets(files, {
    integrations: 20,
    perHost: 4,
    memoryMb: 1_769,
  });

  expect(tally).toEqual({ notRotated: 0, rotatedTwice: 0, inactive: 0 });
  expect(result.invocations.map(({ summary }) => summary.outcomes.rotated)).toEqual([20]);
  expect(counts).toMatchObject({
    throttled: 0,
    aws: { 'secretsmanager.ListSecrets': 1, 'secretsmanager.PutSecretValue': 20 },
    alation: { createAPIAccessToken: 20 },
  });
  expect(delays).toHaveLength(20);
  for (const { own, total } of delays) expect(own).toBeLessThan(total);
});

test('the CPU share of a process is the share that Lambda gives to a function of its memory', () => {
  expect(cpuShareOf(512)).toBeCloseTo(0.289, 3);
  expect(cpuShareOf(3_000)).toBe(1);
});

test('a process limited to a fifth of a CPU uses less than a quarter', async () => {
  const endLimit = limitCpu(0.2);
  const share = await shareOfWork(200);
  endLimit();

  expect(share).toBeLessThan(0.25);
});

test('the own delay of the rotator is the time in which neither Alation nor Secrets Manager has a request', () => {
  let now = 0;
  const delays = ownDelays(() => now);
  const at = (ms: number) => (now = ms);

  const mint = delays.arrived('/integration/v1/createAPIAccessToken/', '', '{"refresh_token":"r"}');
  at(300);
  mint('{"api_access_token":"a1"}');
  at(310);
  const verification = delays.arrived(
    '/integration/v1/validateAPIAccessToken/',
    '',
    '{"api_access_token":"a1"}',
  );
  at(610);
  verification('{"token_status":"ACTIVE"}');
  at(625);
  const write = delays.arrived(
    '/',
    'PutSecretValue',
    JSON.stringify({ SecretString: '{"access_token":"a1"}' }),
  );
  at(645);
  write('{}');

  expect(delays.all()).toEqual([{ total: 345, own: 25 }]);
});
