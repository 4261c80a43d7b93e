import { expect, test } from 'vitest';
import { credentialFingerprint } from '../../../functions/integration/credential-fingerprint.ts';
import type { Credential } from '../../../functions/integration/credential.ts';
import type { CredentialState, IntegrationState } from '../../../functions/integration/integration-state.ts';
import { parseIntegrationState } from '../../../functions/integration/integration-tags.ts';
import { Sensitive } from '../../../functions/integration/sensitive.ts';
import { DAY_MS } from '../../../functions/time.ts';
import { createCredentialHistory } from '../../../local/timeline/credential-history.ts';

const stored: Credential = {
  kind: 'refresh-token',
  name: 'blue',
  refreshToken: new Sensitive('secret-of-blue'),
  userId: 1,
};
const blue: CredentialState = {
  name: 'blue',
  kind: 'refresh-token',
  state: 'active',
  versionId: 'v1',
  expiresAt: 60 * DAY_MS,
  expirySource: 'reported',
  storedAt: 0,
  fingerprint: credentialFingerprint(stored),
};
const state = (credentials: readonly CredentialState[], more: Partial<IntegrationState> = {}) => ({
  ...parseIntegrationState({}),
  credentials,
  ...more,
});
const renewal = {
  phase: 'renewed',
  credential: 'blue',
  fingerprint: blue.fingerprint ?? '',
  versionId: 'v2',
  at: 39 * DAY_MS,
  checks: 0,
  code: undefined,
  isProven: true,
} as const;
/** The periods of "blue" on day 70, in days, after these states on these days. */
function periodsAfter(...samples: readonly (readonly [day: number, state: IntegrationState])[]) {
  return periodsWith(() => undefined, ...samples);
}
/** The periods of "blue" on day 70, if Alation rejects refresh tokens from the time that `rejectedAt` returns. */
function periodsWith(
  rejectedAt: (secret: string) => number | undefined,
  ...samples: readonly (readonly [day: number, state: IntegrationState])[]
) {
  const history = createCredentialHistory(rejectedAt);
  for (const [day, sample] of samples) history.add(sample, day * DAY_MS, () => [stored]);
  const periods = history.credentials(70 * DAY_MS).find(({ name }) => name === 'blue')?.periods ?? [];
  return periods.map(({ from, to, ending }) => [from / DAY_MS, to / DAY_MS, ending]);
}

test('the period of a refresh token that is not replaced ends at its expiry', () => {
  expect(periodsAfter([0, state([blue])], [1, state([blue])])).toEqual([[0, 60, 'expired']]);
});

test('the period of an OAuth client does not end by itself', () => {
  const client = { ...blue, kind: 'oauth-client', expiresAt: undefined } as const;
  expect(periodsAfter([0, state([client])])).toEqual([[0, 70, undefined]]);
});

test('the period of a replaced refresh token ends when its successor is stored', () => {
  const successor = { ...blue, fingerprint: 'second', storedAt: 30 * DAY_MS, expiresAt: 90 * DAY_MS };
  expect(periodsAfter([0, state([blue])], [30.1, state([successor])])).toEqual([
    [0, 30, 'replaced'],
    [30, 70, undefined],
  ]);
});

test('the period of a refresh token that was replaced after its expiry ends as expired, not as replaced', () => {
  const successor = { ...blue, fingerprint: 'second', storedAt: 65 * DAY_MS, expiresAt: 125 * DAY_MS };
  expect(periodsAfter([0, state([blue])], [65, state([successor])])).toEqual([
    [0, 60, 'expired'],
    [65, 70, undefined],
  ]);
});

test('the period of a refresh token that the rotator renewed ends as renewed, not as replaced', () => {
  const successor = { ...blue, fingerprint: 'second', expiresAt: 99 * DAY_MS };
  expect(periodsAfter([0, state([blue])], [39.1, state([successor], { renewal })])).toEqual([
    [0, 39, 'renewed'],
    [39, 70, undefined],
  ]);
});

test('the period of a removed credential ends, and a new period begins when the credential is added again', () => {
  expect(periodsAfter([0, state([blue])], [10, state([])])).toEqual([[0, 10, 'removed']]);
  expect(
    periodsAfter([0, state([blue])], [10, state([])], [20, state([{ ...blue, storedAt: 20 * DAY_MS }])]),
  ).toEqual([
    [0, 10, 'removed'],
    [20, 60, 'expired'],
  ]);
});

test('the period of a rejected refresh token ends, unless Alation accepts the refresh token again', () => {
  const rejected = { ...blue, state: 'rejected' } as const;
  expect(periodsAfter([0, state([blue])], [10, state([rejected])])).toEqual([[0, 10, 'rejected']]);
  expect(periodsAfter([0, state([blue])], [10, state([rejected])], [11, state([blue])])).toEqual([
    [0, 60, 'expired'],
  ]);
});

test('the period of a refresh token ends when Alation rejects the token, and not when the rotator detects the rejection', () => {
  const rejected = { ...blue, state: 'rejected' } as const;
  expect(periodsWith(() => 10 * DAY_MS, [0, state([blue])])).toEqual([[0, 10, 'rejected']]);
  expect(periodsWith(() => 10 * DAY_MS, [0, state([blue])], [11, state([rejected])])).toEqual([
    [0, 10, 'rejected'],
  ]);
});

test('a refresh token that was rejected before it was stored has an empty period', () => {
  const late = { ...blue, storedAt: 20 * DAY_MS };
  expect(periodsWith(() => 10 * DAY_MS, [20, state([late])])).toEqual([[20, 20, 'rejected']]);
});

test('the revocation of a refresh token by its renewal does not count as a rejection', () => {
  const successor = { ...blue, fingerprint: 'second', expiresAt: 99 * DAY_MS };
  expect(
    periodsWith(
      (secret) => (secret === 'secret-of-blue' ? 38.9 * DAY_MS : undefined),
      [0, state([blue])],
      [39.1, state([successor], { renewal })],
    ),
  ).toEqual([
    [0, 39, 'renewed'],
    [39, 70, undefined],
  ]);
});
