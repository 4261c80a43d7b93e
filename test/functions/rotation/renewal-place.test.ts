import { expect, test } from 'vitest';
import { defaultPolicy } from '../../../functions/rotation/policy.ts';
import {
  confirmationTime,
  renewalTimeOf,
  spreadOf,
  takesTurns,
} from '../../../functions/rotation/renewal-time.ts';
import { DAY_MS, HOUR_MS, INTEGRATION, MINUTE_MS } from './record-fixture.ts';

const TICK_MS = defaultPolicy.intervalMs;
const PERIOD_MS = 12 * HOUR_MS;
/** When the integration's place in the period comes, on some day. */
const PLACE = Date.UTC(2026, 0, 1) + Math.trunc(PERIOD_MS * spreadOf(INTEGRATION));
/** The latest renewal of a life of a day. */
const LATEST_MS = PERIOD_MS - TICK_MS;

/** How long after its issue an access token is renewed, which was issued so long after the integration's place. */
function renewedAfter(late: number, isTurn = false, lifetime = DAY_MS): number {
  const issuedAt = PLACE + late;
  return (
    renewalTimeOf(INTEGRATION, { issuedAt, expiresAt: issuedAt + lifetime }, defaultPolicy, isTurn) - issuedAt
  );
}

test.each([
  { sentence: 'at its place', late: 0 },
  { sentence: 'a tick late', late: TICK_MS },
  { sentence: 'half a tick early', late: -TICK_MS / 2 },
  { sentence: 'a tick late, a period on', late: PERIOD_MS + TICK_MS },
  { sentence: 'half a tick early, many periods back', late: -50_000 * PERIOD_MS - TICK_MS / 2 },
])('an access token issued $sentence is renewed as late as may be', ({ late }) => {
  expect(renewedAfter(late)).toBe(LATEST_MS);
  expect(renewedAfter(late, true)).toBe(LATEST_MS);
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
  expect(renewedAfter(late, true)).toBe(LATEST_MS - ahead);
});

test('a life that varies by the time an answer travels does not make a place wander', () => {
  for (const travelled of [-900, -1, 1, 900]) {
    expect(Math.abs(renewedAfter(0, false, DAY_MS + travelled) - LATEST_MS)).toBeLessThan(1_000);
    expect(Math.abs(renewedAfter(TICK_MS - 1, false, DAY_MS + travelled) - LATEST_MS)).toBeLessThan(1_000);
  }
});

test('a life shorter than a tick has a place too', () => {
  const issuedAt = PLACE;
  const accessToken = { issuedAt, expiresAt: issuedAt + MINUTE_MS };
  expect(renewalTimeOf(INTEGRATION, accessToken, defaultPolicy)).toBe(issuedAt + MINUTE_MS / 4);
});

/** The ticks at which an integration, onboarded at tick 0, is renewed. */
function renewals(integration: string, count: number, isTurn: boolean): readonly number[] {
  let tick = 0;
  return Array.from({ length: count }, () => {
    const issuedAt = tick * TICK_MS + 1_000;
    const due = renewalTimeOf(integration, { issuedAt, expiresAt: issuedAt + DAY_MS }, defaultPolicy, isTurn);
    tick = Math.ceil(due / TICK_MS);
    return tick;
  });
}

const crowd = Array.from({ length: 960 }, (_, index) => `integration-${index}`);

test('integrations that were onboarded together drift apart, and then stay where they are', () => {
  const all = crowd.map((integration) => renewals(integration, 40, false));
  const inTick = new Map<number, number>();
  for (const ticks of all) {
    const last = (ticks.at(-1) ?? 0) % 48;
    inTick.set(last, (inTick.get(last) ?? 0) + 1);
  }
  expect(inTick.size).toBe(48);
  expect(Math.max(...inTick.values()) / (crowd.length / 48)).toBeLessThan(2);
  const steady = all.filter((ticks) => (ticks.at(-1) ?? 0) - (ticks.at(-2) ?? 0) === 48);
  expect(steady.length / crowd.length).toBeGreaterThan(0.98);
});

test('where credentials take turns no renewal comes more than a tick early, and all find their place', () => {
  for (const integration of crowd.slice(0, 100)) {
    const ticks = [0, ...renewals(integration, 60, true)];
    const periods = ticks.slice(1).map((tick, index) => tick - (ticks[index] ?? 0));
    expect(Math.min(...periods)).toBeGreaterThanOrEqual(47);
    expect(periods.at(-1)).toBe(48);
  }
});

const stored = (...ago: readonly (number | undefined)[]) =>
  ago.map((ms) => ({ storedAt: ms === undefined ? undefined : PLACE - ms }));

test.each([
  { sentence: 'one credential takes no turns', credentials: stored(10 * DAY_MS), turns: false },
  { sentence: 'one of unknown age takes none either', credentials: stored(undefined), turns: false },
  { sentence: 'two take turns', credentials: stored(10 * DAY_MS, 10 * DAY_MS), turns: true },
  { sentence: 'the first access token of two new ones is no turn', credentials: stored(0, 0), turns: false },
  {
    sentence: 'nor is one issued just before the second tick',
    credentials: stored(2 * TICK_MS - 1, 2 * TICK_MS - 1),
    turns: false,
  },
  { sentence: 'two ticks later it is', credentials: stored(2 * TICK_MS, 2 * TICK_MS), turns: true },
  { sentence: 'one old among new ones takes turns', credentials: stored(0, 10 * DAY_MS), turns: true },
  { sentence: 'one of unknown age among new ones does', credentials: stored(undefined, 0), turns: true },
  { sentence: 'what is not known at all does', credentials: [], turns: true },
])('$sentence', ({ credentials, turns }) => {
  expect(takesTurns({ issuedAt: PLACE }, credentials, defaultPolicy)).toBe(turns);
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
