import { expect, test } from 'vitest';
import { gaugeShare, sweepGauges } from '../../../functions/sweep/gauges.ts';
import { accessTokenState, HOUR_MS, NOW, integrationState } from '../rotation/state-fixture.ts';

test('without integrations there is no runway', () => {
  expect(sweepGauges().read(NOW)).toEqual({
    integrations: 0,
    integrationsFailing: 0,
    minimumRunwayHours: undefined,
  });
});

test('the shortest runway counts, and is below zero after an expiry', () => {
  const gauges = sweepGauges();
  gauges.add({ failing: false, expiresAt: NOW + 5 * HOUR_MS });
  gauges.add({ failing: false, expiresAt: undefined });
  gauges.add({ failing: true, expiresAt: NOW + 3 * HOUR_MS });
  expect(gauges.read(NOW)).toEqual({ integrations: 3, integrationsFailing: 1, minimumRunwayHours: 3 });
  gauges.add({ failing: true, expiresAt: NOW - 2 * HOUR_MS });
  expect(gauges.read(NOW)).toEqual({ integrations: 4, integrationsFailing: 2, minimumRunwayHours: -2 });
});

test.each([
  ['fresh', false],
  ['retrying', false],
  ['failing', true],
  ['rejected', true],
] as const)('an integration in state %s counts as failing: %s', (state, failing) => {
  expect(gaugeShare(integrationState({ status: { state, code: undefined, since: NOW } })).failing).toBe(
    failing,
  );
});

test.each([
  { sentence: 'a published access token', state: {}, expiresAt: NOW + 23 * HOUR_MS },
  { sentence: 'no access token', state: { accessToken: undefined }, expiresAt: undefined },
  { sentence: 'the access token of a paused integration', state: { paused: true }, expiresAt: undefined },
  { sentence: 'no status', state: { status: undefined }, expiresAt: accessTokenState().expiresAt },
])('the runway gauge handles $sentence', ({ state, expiresAt }) => {
  expect(gaugeShare(integrationState(state))).toEqual({ failing: false, expiresAt });
});
