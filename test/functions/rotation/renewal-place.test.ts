import { expect, test } from 'vitest';
import { defaultPolicy } from '../../../functions/integration/policy.ts';
import {
  confirmationTime,
  renewalTimeOf,
  hashFraction,
  renewalModeOf,
} from '../../../functions/rotation/renewal-time.ts';
import type { RenewalMode } from '../../../functions/rotation/renewal-time.ts';
import { credentialRecord, DAY_MS, HOUR_MS, INTEGRATION, MINUTE_MS } from './state-fixture.ts';

const TICK_MS = defaultPolicy.intervalMs;
const PERIOD_MS = 12 * HOUR_MS;
/** When the integration's place in the period comes, on some day. */
const PLACE = Date.UTC(2026, 0, 1) + Math.trunc(PERIOD_MS * hashFraction(INTEGRATION));
/** The latest renewal of a life of a day. */
const LATEST_MS = PERIOD_MS - TICK_MS;

/** How long after its issue an access token is renewed, which was issued so long after the integration's place. */
function renewedAfter(
  late: number,
  mode: RenewalMode = 'single',
  lifetime = DAY_MS,
  policy = defaultPolicy,
): number {
  const issuedAt = PLACE + late;
  const accessToken = { issuedAt, expiresAt: issuedAt + lifetime };
  return renewalTimeOf(INTEGRATION, accessToken, policy, mode) - issuedAt;
}

test.each([
  { sentence: 'at its place', late: 0 },
  { sentence: 'a tick late', late: TICK_MS },
  { sentence: 'half a tick early', late: -TICK_MS / 2 },
  { sentence: 'a tick late, a period on', late: PERIOD_MS + TICK_MS },
  { sentence: 'half a tick early, many periods back', late: -50_000 * PERIOD_MS - TICK_MS / 2 },
])('an access token issued $sentence is renewed as late as may be', ({ late }) => {
  for (const mode of ['initial', 'single', 'alternating'] as const) {
    expect(renewedAfter(late, mode)).toBe(LATEST_MS);
  }
});

test.each([
  { sentence: 'more than a tick late', late: TICK_MS + 1, ahead: (0.1 * DAY_MS) / 48 },
  { sentence: 'a quarter of the period late', late: PERIOD_MS / 4, ahead: (0.1 * DAY_MS) / 4 },
  { sentence: 'half the period late', late: PERIOD_MS / 2, ahead: (0.1 * DAY_MS) / 2 },
  { sentence: 'more than half a tick early', late: -TICK_MS / 2 - 1, ahead: (0.1 * DAY_MS * 95) / 96 },
])(
  'an access token issued $sentence is renewed ahead by that part of a tenth of its life',
  ({ late, ahead }) => {
    expect(Math.abs(renewedAfter(late) - (LATEST_MS - ahead))).toBeLessThanOrEqual(1);
  },
);

test.each([
  { late: PERIOD_MS / 4, ahead: TICK_MS / 4 },
  { late: PERIOD_MS / 2, ahead: TICK_MS / 2 },
  { late: -TICK_MS, ahead: (TICK_MS * 47) / 48 },
])('where credentials take turns a renewal moves ahead by a tick at most: $ahead ms', ({ late, ahead }) => {
  expect(renewedAfter(late, 'alternating')).toBe(LATEST_MS - ahead);
});

test.each([
  { sentence: 'a quarter of the period late', late: PERIOD_MS / 4 },
  { sentence: 'half the period late', late: PERIOD_MS / 2 },
  { sentence: 'an hour early', late: -HOUR_MS },
])('the first access token, issued $sentence, is renewed half a tick before its place comes', ({ late }) => {
  const untilPlace = late < 0 ? -late : PERIOD_MS - late;
  expect(renewedAfter(late, 'initial')).toBe(untilPlace - TICK_MS / 2);
});

test('an early renewal leaves half of what it can to move ahead by', () => {
  const early = { ...defaultPolicy, renewalFraction: 0.1 };
  const period = Math.round((0.1 * DAY_MS) / TICK_MS) * TICK_MS;
  const place = Math.trunc(period * hashFraction(INTEGRATION));
  const late = period / 2;
  const issuedAt = PLACE - (PLACE % period) + place + late;
  const due = renewalTimeOf(INTEGRATION, { issuedAt, expiresAt: issuedAt + DAY_MS }, early, 'single');
  expect(due - issuedAt).toBe(Math.trunc(0.1 * DAY_MS - TICK_MS - (0.05 * DAY_MS * late) / period));
});

test('a life that varies by the time an answer travels does not make a place wander', () => {
  for (const travelled of [-900, -1, 1, 900]) {
    expect(Math.abs(renewedAfter(0, 'single', DAY_MS + travelled) - LATEST_MS)).toBeLessThan(1_000);
    expect(Math.abs(renewedAfter(TICK_MS - 1, 'single', DAY_MS + travelled) - LATEST_MS)).toBeLessThan(1_000);
  }
});

test('a life shorter than a tick has a place too', () => {
  const issuedAt = PLACE;
  const accessToken = { issuedAt, expiresAt: issuedAt + MINUTE_MS };
  expect(renewalTimeOf(INTEGRATION, accessToken, defaultPolicy, 'single')).toBe(issuedAt + TICK_MS / 2);
});

/** The ticks at which an integration, onboarded or out of place at tick 0, is renewed. */
function renewals(
  integration: string,
  count: number,
  ...successions: readonly RenewalMode[]
): readonly number[] {
  let tick = 0;
  return Array.from({ length: count }, (_, index) => {
    const issuedAt = tick * TICK_MS + 1_000;
    const mode = successions[Math.min(index, successions.length - 1)] ?? 'single';
    const accessToken = { issuedAt, expiresAt: issuedAt + DAY_MS };
    tick = Math.ceil(renewalTimeOf(integration, accessToken, defaultPolicy, mode) / TICK_MS);
    return tick;
  });
}

const crowd = Array.from({ length: 960 }, (_, index) => `integration-${index}`);

/** The most of them in one tick, over the mean. */
function crowding(ticks: readonly number[]): number {
  const inTick = new Map<number, number>();
  for (const tick of ticks) inTick.set(tick, (inTick.get(tick) ?? 0) + 1);
  return Math.max(...inTick.values()) / (ticks.length / 48);
}

test.each(['single', 'alternating'] as const)(
  'integrations that were onboarded together are spread over the period by their first renewal, and stay so: %s',
  (later) => {
    const all = crowd.map((integration) => renewals(integration, 4, 'initial', later));
    const first = all.map(([tick = 0]) => tick);
    expect(Math.min(...first)).toBeGreaterThan(0);
    expect(Math.max(...first)).toBeLessThanOrEqual(48);
    expect(crowding(first)).toBeLessThan(2);
    for (const [one = 0, two = 0, three = 0, four = 0] of all) {
      expect([two - one, three - two, four - three]).toEqual([48, 48, 48]);
    }
  },
);

test('those that were put out of place together drift apart, and then stay where they are', () => {
  const all = crowd.map((integration) => renewals(integration, 40, 'single'));
  expect(crowding(all.map((ticks) => (ticks.at(-1) ?? 0) % 48))).toBeLessThan(2);
  const steady = all.filter((ticks) => (ticks.at(-1) ?? 0) - (ticks.at(-2) ?? 0) === 48);
  expect(steady.length / crowd.length).toBeGreaterThan(0.98);
});

test('where credentials take turns no renewal comes more than a tick early, and all find their place', () => {
  for (const integration of crowd.slice(0, 100)) {
    const ticks = [0, ...renewals(integration, 60, 'alternating')];
    const periods = ticks.slice(1).map((tick, index) => tick - (ticks[index] ?? 0));
    expect(Math.min(...periods)).toBeGreaterThanOrEqual(47);
    expect(periods.at(-1)).toBe(48);
  }
});

const [a, b] = [credentialRecord(), credentialRecord({ name: 'b', state: 'unchecked' })];
const badB = credentialRecord({ name: 'b', state: 'rejected' });

test.each([
  { sentence: 'the only credential is alone', isFirst: undefined, credentials: [a], mode: 'single' },
  { sentence: 'two take turns', isFirst: undefined, credentials: [a, b], mode: 'alternating' },
  { sentence: 'what is not known does', isFirst: undefined, credentials: [], mode: 'alternating' },
  { sentence: 'not even as the first', isFirst: true, credentials: [], mode: 'alternating' },
  { sentence: 'the first of one is the first', isFirst: true, credentials: [a], mode: 'initial' },
  { sentence: 'the first of two is the first', isFirst: true, credentials: [a, b], mode: 'initial' },
  { sentence: 'a second one is not', isFirst: false, credentials: [a, b], mode: 'alternating' },
  { sentence: 'nor where the other is rejected', isFirst: true, credentials: [a, badB], mode: 'alternating' },
])('$sentence', ({ isFirst, credentials, mode }) => {
  expect(renewalModeOf({ isFirst, credential: 'a' }, credentials)).toBe(mode);
});

test.each([
  {
    sentence: 'just verified it is to be seen once more, an eighth of the interval on',
    probedAfter: 0,
    due: true,
  },
  { sentence: 'one ms before that eighth it is yet to be seen', probedAfter: HOUR_MS / 8 - 1, due: true },
  { sentence: 'seen then it is confirmed', probedAfter: HOUR_MS / 8, due: false },
])('$sentence', ({ probedAfter, due }) => {
  const accessToken = { issuedAt: PLACE, probedAt: PLACE + probedAfter };
  expect(confirmationTime(accessToken, defaultPolicy)).toBe(due ? PLACE + HOUR_MS / 8 : Infinity);
});

test('an interval that does not divide by eight is rounded to a whole ms', () => {
  const accessToken = { issuedAt: PLACE, probedAt: PLACE };
  expect(confirmationTime(accessToken, { probeIntervalMs: HOUR_MS + 7 })).toBe(PLACE + HOUR_MS / 8);
});
