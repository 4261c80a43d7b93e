import { expect, test } from 'vitest';
import type { RenewalPhase } from '../../../functions/integration/renewal-state.ts';
import { renewalCounts } from '../../../functions/warning/renewal-counts.ts';
import { DAY_MS, HOUR_MS } from '../../../functions/time.ts';

const NOW = Date.UTC(2026, 10, 24);

function renewal(phase: RenewalPhase, hoursAgo = 1) {
  const at = NOW - hoursAgo * HOUR_MS;
  return {
    phase,
    credential: 'a',
    fingerprint: 'f',
    versionId: 'v',
    at,
    checks: 0,
    code: undefined,
    isProven: true,
  };
}

function counted(...states: Parameters<ReturnType<typeof renewalCounts>['add']>[0][]) {
  const counts = renewalCounts(NOW);
  for (const state of states) counts.add(state);
  return counts.read();
}

test('without an integration that renews there are no counts', () => {
  expect(counted({ paused: false, renews: false, renewal: renewal('renewed') })).toBeUndefined();
  expect(counted({ paused: true, renews: true, renewal: renewal('failed') })).toBeUndefined();
});

test('an integration counts as renewed for a day', () => {
  const day = DAY_MS / HOUR_MS;
  expect(
    counted(
      { paused: false, renews: true, renewal: undefined },
      { paused: false, renews: true, renewal: renewal('renewed', day - 0.01) },
      { paused: false, renews: true, renewal: renewal('renewed', day) },
    ),
  ).toEqual({ renewed: 1, failed: 0 });
});

test.each<[RenewalPhase, number]>([
  ['intended', 0],
  ['doubtful', 0],
  ['renewed', 0],
  ['failed', 1],
  ['unavailable', 1],
  ['lost', 1],
  ['harmful', 1],
])('an integration whose last renewal is %s counts as failed: %i', (phase, failed) => {
  expect(counted({ paused: false, renews: true, renewal: renewal(phase, 1_000) })).toEqual({
    renewed: 0,
    failed,
  });
});
