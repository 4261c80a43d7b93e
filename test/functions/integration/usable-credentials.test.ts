import { expect, test } from 'vitest';
import { nearbyExpiries, isUsable } from '../../../functions/integration/usable-credentials.ts';
import { credentialState, DAY_MS, NOW } from '../rotation/state-fixture.ts';

test.each([
  ['active', true],
  ['unchecked', true],
  ['rejected', false],
  ['forbidden', false],
] as const)('the rotator can mint from a credential in the state %s: %s', (state, expected) => {
  expect(isUsable(credentialState({ state }), NOW)).toBe(expected);
});

test.each([
  ['does not expire', true, { expiresAt: undefined, expirySource: undefined }],
  ['expires in 1 ms', true, { expiresAt: NOW + 1 }],
  ['expires now', false, { expiresAt: NOW }],
  ['is past its estimated expiry', true, { expiresAt: NOW - 1, expirySource: 'estimated' }],
] as const)('the rotator can mint from a credential that %s: %s', (_, expected, changes) => {
  expect(isUsable(credentialState(changes), NOW)).toBe(expected);
});

/** A credential that expires in this many days. Without days it does not expire, like an OAuth client. */
const expiring = (name: string, days: number | undefined, changes: object = {}) =>
  credentialState({ name, expiresAt: days === undefined ? undefined : NOW + days * DAY_MS, ...changes });
const ofDays = (...days: readonly (number | undefined)[]) =>
  days.map((one, index) => expiring('abcdefgh'[index] ?? '', one));

test.each([
  ['there is no credential', []],
  ['there is one refresh token', ofDays(20)],
  ['two refresh tokens expire 7 days apart', ofDays(20, 27)],
  ['a refresh token and an OAuth client are stored', ofDays(20, undefined)],
  ['only OAuth clients are stored', ofDays(undefined, undefined)],
  ['the second refresh token is rejected', [expiring('a', 20), expiring('b', 21, { state: 'rejected' })]],
  ['the second refresh token has expired', [expiring('a', 2), expiring('b', -1)]],
])('if %s, no expiries are nearby', (_, credentials) => {
  expect(nearbyExpiries(credentials, NOW)).toBeUndefined();
});

test.each([
  ['two expiries that are 1 ms less than 7 days apart', ofDays(20, 27 - 1 / DAY_MS), ['a', 'b'], 20],
  ['equal expiries', ofDays(20, 20), ['a', 'b'], 20],
  ['the first two of three expiries 6 days apart', ofDays(26, 20, 32), ['b', 'a'], 20],
  ['the first two of two separate pairs of expiries', ofDays(100, 10, 12, 101), ['b', 'c'], 10],
  ['two of four expiries', ofDays(60, 23, 40, 20), ['d', 'b'], 20],
  ['the expiries on both sides of an OAuth client', ofDays(20, undefined, 22), ['a', 'c'], 20],
])('%s are nearby, and their names are in the order of expiry', (_, credentials, names, days) => {
  expect(nearbyExpiries(credentials, NOW)).toMatchObject({ names, replaceBefore: NOW + days * DAY_MS });
});

test.each([
  ['30 days before the first expiry', 60, -30],
  ['30 days before the first expiry of refresh tokens that are valid for a year', 365, -30],
  ['half of a short lifetime before the first expiry', 30, -15],
  ['30 days before the first expiry of refresh tokens whose time of storage is unknown', undefined, -30],
])('a replacement spreads nearby expiries from %s on', (_, lifetime, days) => {
  const storedAt = lifetime === undefined ? undefined : NOW - (lifetime - 20) * DAY_MS;
  const credentials = [expiring('a', 20, { storedAt }), expiring('b', 20, { storedAt })];
  expect(nearbyExpiries(credentials, NOW)?.replaceFrom).toBe(NOW + (20 + days) * DAY_MS);
});

test.each([
  ['nothing', false, ofDays(20, 21)],
  ['an OAuth client', true, ofDays(20, 21, undefined)],
  ['a refresh token that expires much later', true, ofDays(20, 21, 60)],
  ['a refresh token that expires earlier', false, ofDays(20, 21, 5)],
  ['a rejected refresh token', false, [...ofDays(20, 21), expiring('c', 60, { state: 'rejected' })]],
])('with %s beside two nearby expiries, a credential remains after them: %s', (_, remains, credentials) => {
  expect(nearbyExpiries(credentials, NOW)).toMatchObject({ names: ['a', 'b'], anotherRemains: remains });
});
