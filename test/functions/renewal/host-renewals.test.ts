import { expect, test } from 'vitest';
import { hostRenewals } from '../../../functions/renewal/host-renewals.ts';
import type { ListedRenewal } from '../../../functions/renewal/host-renewals.ts';
import { DAY_MS, NOW } from '../rotation/state-fixture.ts';
import { renewalState } from './renewal-fixture.ts';

const HOST = 'https://acme.alationcloud.com';

/** What an integration may do after this listing. */
function verdict(integration: string, ...listed: readonly Partial<ListedRenewal>[]) {
  const hosts = hostRenewals(NOW);
  for (const one of listed)
    hosts.add({ integration: 'x', baseUrl: HOST, renewal: undefined, isDue: false, ...one });
  return hosts.of(integration, HOST);
}

const ago = (ms: number, changes: object = {}) => renewalState({ at: NOW - ms, ...changes });

test('the first integration by name renews first, and the others wait', () => {
  const due = ['b', 'a', 'c'].map((integration) => ({ integration, isDue: true }));
  expect(['a', 'b', 'c'].map((integration) => verdict(integration, ...due))).toEqual([
    'first',
    'waits',
    'waits',
  ]);
});

const renewed = (ms: number) => ({ integration: 'a', renewal: ago(ms, { isProven: true }) });

const failedAgo = (ms: number) => ({ isDue: true, renewal: ago(ms, { phase: 'failed' }) });

test('an integration whose attempt failed lets the others of its host go first', () => {
  const failed = { integration: 'a', ...failedAgo(DAY_MS) };
  expect(verdict('b', failed, { integration: 'b', isDue: true })).toBe('first');
  expect(verdict('a', failed, { integration: 'b', isDue: true })).toBe('waits');
  expect(verdict('b', { integration: 'b', isDue: true }, failed)).toBe('first');
  expect(verdict('a', failed)).toBe('first');
});

test('of two integrations whose attempts failed, the one with the earlier attempt goes first', () => {
  const later = { integration: 'a', ...failedAgo(DAY_MS) };
  const earlier = { integration: 'b', ...failedAgo(2 * DAY_MS) };
  expect(verdict('b', earlier, later)).toBe('first');
  expect(verdict('b', later, earlier)).toBe('first');
});

test('after the first renewal of a host the others wait for a day', () => {
  expect(verdict('b', renewed(DAY_MS - 1))).toBe('waits');
  expect(verdict('b', renewed(DAY_MS))).toBe('proven');
});

test('a renewal that could not be proven is followed by another first one', () => {
  expect(verdict('b', { integration: 'a', renewal: ago(DAY_MS) })).toBe('first');
});

test('one harmful renewal stops all renewals of its host, and of no other', () => {
  const harmful = { integration: 'a', renewal: ago(100 * DAY_MS, { phase: 'harmful' }) };
  const proven = { integration: 'b', renewal: ago(9 * DAY_MS, { isProven: true }) };
  expect(verdict('c', harmful, proven)).toBe('harmful');
  expect(verdict('c', { ...harmful, baseUrl: 'https://other.alationcloud.com' }, proven)).toBe('proven');
});

test("an integration's own attempt of today does not keep it waiting", () => {
  expect(verdict('a', { integration: 'a', renewal: ago(0, { phase: 'failed' }), isDue: true })).toBe('first');
});

test('an unknown host has no renewals', () => {
  expect(verdict('a')).toBe('first');
});
