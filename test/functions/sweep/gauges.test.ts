import { expect, test } from 'vitest';
import { gaugeShare, sweepGauges } from '../../../functions/sweep/gauges.ts';
import { HOUR_MS, NOW, integrationState } from '../rotation/state-fixture.ts';

const clock = { now: () => NOW };

test('without integrations the gauges show no remaining lifetime', () => {
  expect(sweepGauges(clock).read()).toEqual({
    integrations: 0,
    integrationsFailing: 0,
    minimumRunwayHours: undefined,
    minimumRemainingLifetimePercent: undefined,
  });
});

test('the gauges show the shortest remaining lifetime, below zero after an expiry', () => {
  const gauges = sweepGauges(clock);
  gauges.add({ failing: false, accessToken: valid(-3, 5) });
  gauges.add({ failing: false, accessToken: undefined });
  gauges.add({ failing: true, accessToken: valid(-3, 3) });
  expect(gauges.read()).toMatchObject({ integrations: 3, integrationsFailing: 1, minimumRunwayHours: 3 });
  gauges.add({ failing: true, accessToken: valid(-6, -2) });
  expect(gauges.read()).toMatchObject({ integrations: 4, integrationsFailing: 2, minimumRunwayHours: -2 });
});

test('the gauges show the smallest remaining lifetime in percent, whichever access token expires first', () => {
  const gauges = sweepGauges(clock);
  gauges.add({ failing: false, accessToken: valid(-4, 4) });
  expect(gauges.read().minimumRemainingLifetimePercent).toBe(50);
  gauges.add({ failing: false, accessToken: valid(-18, 6) });
  expect(gauges.read()).toMatchObject({ minimumRunwayHours: 4, minimumRemainingLifetimePercent: 25 });
  gauges.add({ failing: false, accessToken: valid(-24, -6) });
  expect(gauges.read().minimumRemainingLifetimePercent).toBeCloseTo(-33.3, 1);
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
  {
    sentence: 'an integration adds its published access token to the gauges',
    state: {},
    accessToken: valid(-1, 23),
  },
  {
    sentence: 'an integration without an access token adds no access token to the gauges',
    state: { accessToken: undefined },
    accessToken: undefined,
  },
  {
    sentence: 'a paused integration adds no access token to the gauges',
    state: { paused: true },
    accessToken: undefined,
  },
  {
    sentence: 'an integration without a status adds its published access token to the gauges',
    state: { status: undefined },
    accessToken: valid(-1, 23),
  },
])('$sentence', ({ state, accessToken }) => {
  expect(gaugeShare(integrationState(state))).toMatchObject({ failing: false, accessToken });
});

/** The times of an access token that is valid between two times, each in hours from now. */
function valid(fromHours: number, untilHours: number) {
  return { issuedAt: NOW + fromHours * HOUR_MS, expiresAt: NOW + untilHours * HOUR_MS };
}
