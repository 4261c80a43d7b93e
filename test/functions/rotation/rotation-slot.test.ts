import { expect, test } from 'vitest';
import { defaultPolicy } from '../../../functions/integration/policy.ts';
import {
  isConfirmation,
  rotationTimeOf,
  hashFraction,
  renewalModeOf,
} from '../../../functions/rotation/rotation-time.ts';
import type { RenewalMode } from '../../../functions/rotation/rotation-time.ts';
import { credentialState, DAY_MS, HOUR_MS, INTEGRATION, MINUTE_MS } from './state-fixture.ts';

const INTERVAL_MS = defaultPolicy.intervalMs;
const PERIOD_MS = 12 * HOUR_MS;
/** One time of the integration's slot, which comes once in each period. Ms since the epoch. */
const SLOT = Date.UTC(2026, 0, 1) + Math.trunc(PERIOD_MS * hashFraction(INTEGRATION));
/** Time from issue to the latest rotation, for a lifetime of one day. */
const LATEST_MS = PERIOD_MS - INTERVAL_MS;

/** Time from issue to rotation, for an access token issued `late` ms after the integration's slot. */
function rotatedAfter(
  late: number,
  mode: RenewalMode = 'single',
  lifetime = DAY_MS,
  policy = defaultPolicy,
): number {
  const issuedAt = SLOT + late;
  const accessToken = { issuedAt, expiresAt: issuedAt + lifetime };
  return rotationTimeOf(INTEGRATION, accessToken, policy, mode) - issuedAt;
}

test.each([
  { sentence: 'in its slot', late: 0 },
  { sentence: 'an interval late', late: INTERVAL_MS },
  { sentence: 'half an interval early', late: -INTERVAL_MS / 2 },
  { sentence: 'an interval late, one period later', late: PERIOD_MS + INTERVAL_MS },
  { sentence: 'half an interval early, many periods ago', late: -50_000 * PERIOD_MS - INTERVAL_MS / 2 },
])('an access token issued $sentence is rotated as late as possible', ({ late }) => {
  for (const mode of ['initial', 'single', 'alternating'] as const) {
    expect(rotatedAfter(late, mode)).toBe(LATEST_MS);
  }
});

test.each([
  { sentence: 'more than an interval late', late: INTERVAL_MS + 1, ahead: (0.1 * DAY_MS) / 48 },
  { sentence: 'a quarter of the period late', late: PERIOD_MS / 4, ahead: (0.1 * DAY_MS) / 4 },
  { sentence: 'half the period late', late: PERIOD_MS / 2, ahead: (0.1 * DAY_MS) / 2 },
  {
    sentence: 'more than half an interval early',
    late: -INTERVAL_MS / 2 - 1,
    ahead: (0.1 * DAY_MS * 95) / 96,
  },
])(
  'an access token issued $sentence is rotated $ahead ms before its latest rotation time',
  ({ late, ahead }) => {
    expect(Math.abs(rotatedAfter(late) - (LATEST_MS - ahead))).toBeLessThanOrEqual(1);
  },
);

test.each([
  { late: PERIOD_MS / 4, ahead: INTERVAL_MS / 4 },
  { late: PERIOD_MS / 2, ahead: INTERVAL_MS / 2 },
  { late: -INTERVAL_MS, ahead: (INTERVAL_MS * 47) / 48 },
])('with alternating credentials a rotation is at most one interval early: $ahead ms', ({ late, ahead }) => {
  expect(rotatedAfter(late, 'alternating')).toBe(LATEST_MS - ahead);
});

test.each([
  { sentence: 'a quarter of the period late', late: PERIOD_MS / 4 },
  { sentence: 'half the period late', late: PERIOD_MS / 2 },
  { sentence: 'an hour early', late: -HOUR_MS },
])('the first access token, issued $sentence, is rotated half an interval before its slot', ({ late }) => {
  const untilSlot = late < 0 ? -late : PERIOD_MS - late;
  expect(rotatedAfter(late, 'initial')).toBe(untilSlot - INTERVAL_MS / 2);
});

test('with a small renewalFraction a slot moves a rotation by at most half of that fraction of the lifetime', () => {
  const early = { ...defaultPolicy, renewalFraction: 0.1 };
  const period = Math.round((0.1 * DAY_MS) / INTERVAL_MS) * INTERVAL_MS;
  const slot = Math.trunc(period * hashFraction(INTEGRATION));
  const late = period / 2;
  const issuedAt = SLOT - (SLOT % period) + slot + late;
  const due = rotationTimeOf(INTEGRATION, { issuedAt, expiresAt: issuedAt + DAY_MS }, early, 'single');
  expect(due - issuedAt).toBe(Math.trunc(0.1 * DAY_MS - INTERVAL_MS - (0.05 * DAY_MS * late) / period));
});

test('a lifetime that varies by the response time does not move the slot', () => {
  for (const responseMs of [-900, -1, 1, 900]) {
    expect(Math.abs(rotatedAfter(0, 'single', DAY_MS + responseMs) - LATEST_MS)).toBeLessThan(1_000);
    expect(Math.abs(rotatedAfter(INTERVAL_MS - 1, 'single', DAY_MS + responseMs) - LATEST_MS)).toBeLessThan(
      1_000,
    );
  }
});

test('an access token with a lifetime shorter than an interval is rotated half an interval after its issue', () => {
  const issuedAt = SLOT;
  const accessToken = { issuedAt, expiresAt: issuedAt + MINUTE_MS };
  expect(rotationTimeOf(INTEGRATION, accessToken, defaultPolicy, 'single')).toBe(issuedAt + INTERVAL_MS / 2);
});

/** The numbers of the sweeps that rotate an integration whose first access token is minted by sweep 0. */
function rotations(integration: string, count: number, ...modes: readonly RenewalMode[]): readonly number[] {
  let sweep = 0;
  return Array.from({ length: count }, (_, index) => {
    const issuedAt = sweep * INTERVAL_MS + 1_000;
    const mode = modes[Math.min(index, modes.length - 1)] ?? 'single';
    const accessToken = { issuedAt, expiresAt: issuedAt + DAY_MS };
    sweep = Math.ceil(rotationTimeOf(integration, accessToken, defaultPolicy, mode) / INTERVAL_MS);
    return sweep;
  });
}

const integrations = Array.from({ length: 960 }, (_, index) => `integration-${index}`);

/** The largest number of rotations in one sweep, divided by the mean. */
function crowding(sweeps: readonly number[]): number {
  const perSweep = new Map<number, number>();
  for (const sweep of sweeps) perSweep.set(sweep, (perSweep.get(sweep) ?? 0) + 1);
  return Math.max(...perSweep.values()) / (sweeps.length / 48);
}

test.each(['single', 'alternating'] as const)(
  'integrations that were onboarded together are spread over the period by their first rotation, and stay spread: %s',
  (later) => {
    const all = integrations.map((integration) => rotations(integration, 4, 'initial', later));
    const first = all.map(([sweep = 0]) => sweep);
    expect(Math.min(...first)).toBeGreaterThan(0);
    expect(Math.max(...first)).toBeLessThanOrEqual(48);
    expect(crowding(first)).toBeLessThan(2);
    for (const [one = 0, two = 0, three = 0, four = 0] of all) {
      expect([two - one, three - two, four - three]).toEqual([48, 48, 48]);
    }
  },
);

test('integrations whose access tokens were minted together outside their slots spread over the period, and then nearly all keep their slots', () => {
  const all = integrations.map((integration) => rotations(integration, 40, 'single'));
  expect(crowding(all.map((sweeps) => (sweeps.at(-1) ?? 0) % 48))).toBeLessThan(2);
  const steady = all.filter((sweeps) => (sweeps.at(-1) ?? 0) - (sweeps.at(-2) ?? 0) === 48);
  expect(steady.length / integrations.length).toBeGreaterThan(0.98);
});

test('with alternating credentials no rotation is more than an interval early, and all integrations reach their slots', () => {
  for (const integration of integrations.slice(0, 100)) {
    const sweeps = [0, ...rotations(integration, 60, 'alternating')];
    const periods = sweeps.slice(1).map((sweep, index) => sweep - (sweeps[index] ?? 0));
    expect(Math.min(...periods)).toBeGreaterThanOrEqual(47);
    expect(periods.at(-1)).toBe(48);
  }
});

const [a, b] = [credentialState(), credentialState({ name: 'b', state: 'unchecked' })];
const rejectedB = credentialState({ name: 'b', state: 'rejected' });

test.each([
  {
    sentence: 'the renewal mode of one credential is single',
    isFirst: undefined,
    credentials: [a],
    mode: 'single',
  },
  {
    sentence: 'the renewal mode of two credentials is alternating',
    isFirst: undefined,
    credentials: [a, b],
    mode: 'alternating',
  },
  {
    sentence: 'the renewal mode of unknown credentials is alternating',
    isFirst: undefined,
    credentials: [],
    mode: 'alternating',
  },
  {
    sentence: 'the renewal mode of the first access token of unknown credentials is alternating',
    isFirst: true,
    credentials: [],
    mode: 'alternating',
  },
  {
    sentence: 'the renewal mode of the first access token of one credential is initial',
    isFirst: true,
    credentials: [a],
    mode: 'initial',
  },
  {
    sentence: 'the renewal mode of the first access token of two credentials is initial',
    isFirst: true,
    credentials: [a, b],
    mode: 'initial',
  },
  {
    sentence: 'the renewal mode of the second access token of two credentials is alternating',
    isFirst: false,
    credentials: [a, b],
    mode: 'alternating',
  },
  {
    sentence: 'the renewal mode of the first access token is alternating if the other credential is rejected',
    isFirst: true,
    credentials: [a, rejectedB],
    mode: 'alternating',
  },
  {
    sentence:
      'the renewal mode of the first access token is alternating if the other credential is forbidden',
    isFirst: true,
    credentials: [a, credentialState({ name: 'b', state: 'forbidden' })],
    mode: 'alternating',
  },
])('$sentence', ({ isFirst, credentials, mode }) => {
  expect(renewalModeOf({ isFirst, credential: 'a' }, credentials)).toBe(mode);
});

test.each([
  { after: HOUR_MS / 8 - 1, confirms: false },
  { after: HOUR_MS / 8, confirms: true },
  { after: HOUR_MS / 8 + INTERVAL_MS - 1, confirms: true },
  { after: HOUR_MS / 8 + INTERVAL_MS, confirms: false },
])('a sweep $after ms after the publication verifies the access token once more: $confirms', (row) => {
  expect(isConfirmation({ issuedAt: SLOT }, SLOT + row.after, defaultPolicy)).toBe(row.confirms);
});

test('an eighth of the probe interval is rounded down to a whole ms', () => {
  const policy = { ...defaultPolicy, probeIntervalMs: HOUR_MS + 7 };
  expect(isConfirmation({ issuedAt: SLOT }, SLOT + HOUR_MS / 8, policy)).toBe(true);
});
