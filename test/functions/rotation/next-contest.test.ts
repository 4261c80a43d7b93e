import { expect, test } from 'vitest';
import type { Contest } from '../../../functions/integration/contest.ts';
import { minterFingerprint } from '../../../functions/integration/credential-fingerprint.ts';
import { defaultPolicy } from '../../../functions/integration/policy.ts';
import { noFindings } from '../../../functions/rotation/facts.ts';
import { nextContest } from '../../../functions/rotation/next-contest.ts';
import { refreshToken, published, rotationFacts } from './facts-fixture.ts';
import { DAY_MS, HOUR_MS, integrationState, NOW } from './state-fixture.ts';

const minter = minterFingerprint(refreshToken('a'));
/** The state after a first revocation, this many ms ago. */
const once = (agoMs: number): Contest => ({ credential: 'a', inactiveAt: NOW - agoMs, minter });
/** A contest whose last revocation was this many ms ago. */
const contested = (agoMs: number): Contest => ({ ...once(agoMs), since: NOW - 2 * DAY_MS });
const shared: Contest = { credential: 'b', since: NOW - DAY_MS, sharedWith: 'loader' };

const after = (
  contest: Contest | undefined,
  wasRevoked: boolean,
  { rejected = [], stored = ['a', 'b'] }: { rejected?: readonly string[]; stored?: readonly string[] } = {},
) =>
  nextContest(
    rotationFacts(stored.map(refreshToken), {
      state: integrationState({ contest }),
      published: published('x'),
    }),
    { ...noFindings, rejected: new Set(rejected), wasRevoked },
    NOW,
    defaultPolicy,
  );

const found = { credential: 'a', inactiveAt: NOW, minter };

test.each<[string, Contest | undefined, object]>([
  ['a first revocation is recorded and begins no contest', undefined, { ...found, since: undefined }],
  ['a second revocation within a day begins a contest', once(5 * HOUR_MS), { since: NOW - 5 * HOUR_MS }],
  [
    'a revocation 25 hours after the first revocation begins a contest',
    once(DAY_MS + HOUR_MS),
    { since: NOW - 25 * HOUR_MS },
  ],
  [
    'a revocation more than 25 hours after the last revocation counts as the first revocation',
    once(DAY_MS + HOUR_MS + 1),
    { ...found, since: undefined },
  ],
  [
    'a contest keeps its start time after another revocation',
    contested(2 * HOUR_MS),
    { ...found, since: NOW - 2 * DAY_MS },
  ],
  [
    'a revocation does not change the cause of a contest about a shared credential',
    shared,
    { ...shared, inactiveAt: NOW, minter },
  ],
])('%s', (_, before, expected) => {
  expect(after(before, true)).toMatchObject(expected);
});

test.each<[string, Contest | undefined, boolean]>([
  ['a recent revocation stays recorded', once(5 * HOUR_MS), true],
  ['a contest lasts for 25 hours after the last revocation', contested(DAY_MS + HOUR_MS), true],
  ['a contest ends more than 25 hours after the last revocation', contested(DAY_MS + HOUR_MS + 1), false],
  ['a contest without the time of a revocation ends', { credential: 'a', since: NOW, minter }, false],
  ['a reconcile does not end a contest about a shared credential', shared, true],
])('%s', (_, before, stays) => {
  expect(after(before, false)).toEqual(stays ? before : undefined);
});

test('a contest ends when its credential is gone', () => {
  expect(after(contested(HOUR_MS), false, { stored: ['b'] })).toBeUndefined();
});

test('no contest begins if Alation rejects the issuing credential, because Alation may have revoked the access token', () => {
  expect(after(undefined, true, { rejected: ['a'] })).toBeUndefined();
});

test('no contest begins if the issuing credential was replaced', () => {
  expect(after(undefined, true, { stored: ['b'] })).toBeUndefined();
});
