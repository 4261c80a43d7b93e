import { expect, test } from 'vitest';
import { deployment, latencies } from '../../bench/deployment.ts';
import { socketRequirements } from '../../bench/requirements.ts';
import type { SocketResult, SocketSize } from '../../bench/sockets/socket-bench.ts';
import { full } from './full-figures.ts';

const size: SocketSize = {
  integrations: 10_000,
  memoryMb: 1_024,
  cpuShare: 0.579,
  full,
  ordinary: {
    rotated: 208,
    probed: 2_700,
    deferred: 0,
    seconds: 20,
    awsCalls: 9_000,
    tagWrites: 208,
    throttled: 0,
  },
  peakMemoryMb: 314,
};

const gap = { memoryMb: 1_024, runs: 20, gapMs: { p50: 790, p99: 800 }, ownMs: { p50: 15, p99: 17 } };

const notMet = (sizes: readonly SocketSize[], oneCredential: SocketResult['oneCredential'] = [gap]) =>
  socketRequirements({
    node: 'v24.0.0',
    cpu: '2 × any',
    deployment,
    latenciesMs: latencies,
    sizes,
    oneCredential,
  })
    .filter(({ isMet }) => !isMet)
    .map(({ name }) => name);

test('a result over sockets within all limits meets every requirement', () => {
  expect(notMet([size])).toEqual([]);
});

test.each<[string, Partial<SocketSize>]>([
  ['efficiency at 10,000 over sockets', { full: { ...full, efficiency: 0.88 } }],
  ['MB of memory at 10,000 over sockets', { peakMemoryMb: 513 }],
  ['calls above a quota at 10,000 over sockets', { full: { ...full, throttled: 1 } }],
])('a result over sockets beyond a limit fails that requirement: %s', (name, changes) => {
  expect(notMet([{ ...size, ...changes }])).toEqual([name]);
});

test('the requirement on the gap of one credential fails if the own time of the rotator is above 40 ms', () => {
  expect(notMet([size], [{ ...gap, ownMs: { p50: 40.1, p99: 50 } }])).toEqual([
    'median ms of the rotator itself in the gap of one credential',
  ]);
});

test('the requirements apply only to the memory that the stack deploys', () => {
  const other = { ...size, memoryMb: 512, peakMemoryMb: 600, full: { ...full, efficiency: 0.7 } };
  expect(notMet([other], [{ ...gap, memoryMb: 512, ownMs: { p50: 50, p99: 60 } }])).toEqual([]);
});
