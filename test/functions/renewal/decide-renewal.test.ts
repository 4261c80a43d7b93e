import { expect, test } from 'vitest';
import { decideRenewal } from '../../../functions/renewal/decide-renewal.ts';
import type { RenewalInput } from '../../../functions/renewal/decide-renewal.ts';
import { isRenewalDue } from '../../../functions/renewal/renewal-due.ts';
import { credentialState, DAY_MS, MINUTE_MS, NOW } from '../rotation/state-fixture.ts';
import { renewalState } from './renewal-fixture.ts';

/** A refresh token whose lifetime of 60 days is used up by this many days. */
const used = (days: number, changes: object = {}) =>
  credentialState({
    name: 'b',
    fingerprint: 'bbbb',
    storedAt: NOW - days * DAY_MS,
    expiresAt: NOW + (60 - days) * DAY_MS,
    ...changes,
  });

const input = (changes: Partial<RenewalInput> = {}): RenewalInput => ({
  next: used(40),
  others: [used(10, { name: 'a', fingerprint: 'aaaa' })],
  renewal: undefined,
  host: 'proven',
  isContested: false,
  ...changes,
});

test.each([
  ['60 % of its lifetime is used', {}, 'renew'],
  ['its host is untried and it goes first', { host: 'first' }, 'renew'],
  ['less than 60 % is used', { next: used(35) }, 'none'],
  ['another integration of the host goes first', { host: 'waits' }, 'none'],
  ['a renewal harmed other tokens of the host', { host: 'harmful' }, 'none'],
  ['the integration is contested', { isContested: true }, 'none'],
  ['it is the only credential', { others: [] }, 'none'],
  ['the other credential is rejected', { others: [used(10, { name: 'a', state: 'rejected' })] }, 'none'],
  ['Alation has not accepted it yet', { next: used(40, { state: 'unchecked' }) }, 'none'],
  ['it is an OAuth client', { next: used(40, { kind: 'oauth-client' }) }, 'none'],
  ['it expired', { next: used(60) }, 'none'],
  [
    'an attempt failed 23 hours ago',
    { renewal: renewalState({ phase: 'failed', at: NOW - DAY_MS + 1 }) },
    'none',
  ],
  ['an attempt failed a day ago', { renewal: renewalState({ phase: 'failed', at: NOW - DAY_MS }) }, 'renew'],
  [
    'this Alation did not offer it a day ago',
    { renewal: renewalState({ phase: 'unavailable', at: NOW - DAY_MS }) },
    'renew',
  ],
  [
    'another rotator renews it now',
    { renewal: renewalState({ phase: 'intended', at: NOW - MINUTE_MS }) },
    'wait',
  ],
  [
    'a rotator ended while it renewed it',
    { renewal: renewalState({ phase: 'intended', at: NOW - 3 * MINUTE_MS }) },
    'find-out',
  ],
  ['the answer of Alation was lost', { renewal: renewalState({ phase: 'doubtful' }) }, 'find-out'],
  ['it is lost, unless it is under AWSPENDING', { renewal: renewalState({ phase: 'lost' }) }, 'find-out'],
  [
    'its doubt is about a credential that was replaced',
    { renewal: renewalState({ phase: 'doubtful', fingerprint: 'old', at: NOW - DAY_MS }) },
    'renew',
  ],
  [
    'an earlier renewal lost another refresh token, which was not replaced yet',
    {
      others: [used(10, { name: 'a', fingerprint: 'aaaa', state: 'rejected' }), used(10, { name: 'c' })],
      renewal: renewalState({ phase: 'lost', fingerprint: 'aaaa', at: NOW - 2 * DAY_MS }),
    },
    'none',
  ],
  [
    'the outcome of an earlier renewal of another refresh token is open',
    { renewal: renewalState({ phase: 'doubtful', fingerprint: 'aaaa', at: NOW - 2 * DAY_MS }) },
    'none',
  ],
  [
    'Alation accepts the refresh token again that an earlier renewal lost',
    { renewal: renewalState({ phase: 'lost', fingerprint: 'aaaa', at: NOW - 2 * DAY_MS }) },
    'renew',
  ],
  [
    'its host is harmful, but its own outcome is open',
    { host: 'harmful', renewal: renewalState({ phase: 'doubtful' }) },
    'find-out',
  ],
] as const)('a due rotation whose refresh token is next: %s', (_, changes, decision) => {
  expect(decideRenewal(input(changes as Partial<RenewalInput>), NOW)).toBe(decision);
});

test('two refresh tokens that expire together are parted at 30 % of the lifetime', () => {
  const together = [used(18, { name: 'a' })];
  expect(isRenewalDue(used(18), together, NOW)).toBe(true);
  expect(isRenewalDue(used(17), together, NOW)).toBe(false);
  // Six days are a tenth of 60 days.
  expect(isRenewalDue(used(18), [used(12, { name: 'a' })], NOW)).toBe(false);
  expect(isRenewalDue(used(18), [used(12.1, { name: 'a' })], NOW)).toBe(true);
});

test('a refresh token without a known age or expiry is not renewed', () => {
  expect(isRenewalDue(used(40, { storedAt: undefined }), [], NOW)).toBe(false);
  expect(isRenewalDue(used(40, { expiresAt: undefined }), [], NOW)).toBe(false);
});
