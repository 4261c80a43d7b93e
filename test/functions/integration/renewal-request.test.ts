import { expect, test } from 'vitest';
import { Tag } from '../../../functions/contract.ts';
import {
  formatRenewalRequest,
  parseRenewalRequest,
  requestedRenewal,
} from '../../../functions/integration/renewal-request.ts';
import { renewalState } from '../renewal/renewal-fixture.ts';
import { NOW } from '../rotation/state-fixture.ts';

const request = { credential: 'b', fingerprint: 'bbbb', at: NOW };
const TAG = 'credential=b secret=bbbb at=2026-01-10T12:00:00.000Z';
const read = (tag: string) => parseRenewalRequest({ [Tag.renewalRequest]: tag });

test.each([
  ['with its requester', { ...request, by: 'ada' }, `${TAG} by=ada`],
  ['without a requester', { ...request, by: undefined }, TAG],
])('a request for a renewal %s is written into a tag and read back', (_, given, tag) => {
  expect(formatRenewalRequest(given)).toBe(tag);
  expect(read(tag)).toEqual(given);
});

test('each space in the name of a requester is written as an underscore', () => {
  expect(formatRenewalRequest({ ...request, by: 'Ada King Lovelace' })).toBe(`${TAG} by=Ada_King_Lovelace`);
});

test.each([
  ['no credential', TAG.replace('credential=b ', '')],
  ['no fingerprint', TAG.replace('secret=bbbb ', '')],
  ['no time', TAG.replace(/ at=.*/, '')],
  ['a time that is not an instant', TAG.replace(/at=.*/, 'at=today')],
])('a tag with %s is no request', (_, tag) => {
  expect(read(tag)).toBeUndefined();
});

test('without a tag there is no request', () => {
  expect(parseRenewalRequest({})).toBeUndefined();
});

test.each([
  ['there was no attempt', undefined, 'requested'],
  ['the attempt was 1 ms before the request', renewalState({ at: NOW - 1 }), 'requested'],
  ['the attempt was at the time of the request', renewalState({ at: NOW }), 'not requested'],
  ['the attempt was after the request', renewalState({ at: NOW + 1 }), 'not requested'],
  ['the attempt renewed another refresh token', renewalState({ fingerprint: 'aaaa' }), 'requested'],
])('if %s, the renewal is %s', (_, renewal, expected) => {
  const own = { fingerprint: 'bbbb' };
  const credentials = [{ fingerprint: 'aaaa' }, own];
  expect(requestedRenewal({ renewalRequest: request, renewal, credentials })).toBe(
    expected === 'requested' ? own : undefined,
  );
});

test('without a request, no credential has a requested renewal', () => {
  expect(requestedRenewal({ credentials: [{}] })).toBeUndefined();
});
