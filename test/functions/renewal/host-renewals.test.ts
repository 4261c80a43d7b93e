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

test('the first integration by name renews first, and the other integrations wait', () => {
  const due = ['b', 'a', 'c'].map((integration) => ({ integration, isDue: true }));
  expect(['a', 'b', 'c'].map((integration) => verdict(integration, ...due))).toEqual([
    'first',
    'waits',
    'waits',
  ]);
});

const renewed = (ms: number) => ({ integration: 'a', renewal: ago(ms, { isProven: true }) });

const failedAgo = (ms: number) => ({ isDue: true, renewal: ago(ms, { phase: 'failed' }) });

test('an integration whose attempt failed lets the other integrations of its host go first', () => {
  const failed = { integration: 'a', ...failedAgo(DAY_MS) };
  expect(verdict('b', failed, { integration: 'b', isDue: true })).toBe('first');
  expect(verdict('a', failed, { integration: 'b', isDue: true })).toBe('waits');
  expect(verdict('b', { integration: 'b', isDue: true }, failed)).toBe('first');
  expect(verdict('a', failed)).toBe('first');
});

test('of two integrations whose attempts failed, the integration with the earlier attempt goes first', () => {
  const later = { integration: 'a', ...failedAgo(DAY_MS) };
  const earlier = { integration: 'b', ...failedAgo(2 * DAY_MS) };
  expect(verdict('b', earlier, later)).toBe('first');
  expect(verdict('b', later, earlier)).toBe('first');
});

test('after the first renewal at a host, the other integrations wait for a day', () => {
  expect(verdict('b', renewed(DAY_MS - 1))).toBe('waits');
  expect(verdict('b', renewed(DAY_MS))).toBe('proven');
});

test('after a first renewal that proved nothing, an integration of the host goes first again', () => {
  expect(verdict('b', { integration: 'a', renewal: ago(DAY_MS) })).toBe('first');
});

test('one harmful renewal stops all renewals at its host, and at no other host', () => {
  const harmful = { integration: 'a', renewal: ago(100 * DAY_MS, { phase: 'harmful' }) };
  const proven = { integration: 'b', renewal: ago(9 * DAY_MS, { isProven: true }) };
  expect(verdict('c', harmful, proven)).toBe('harmful');
  expect(verdict('c', { ...harmful, baseUrl: 'https://other.alationcloud.com' }, proven)).toBe('proven');
});

test('an integration does not wait because of its own attempt of today', () => {
  expect(verdict('a', { integration: 'a', renewal: ago(0, { phase: 'failed' }), isDue: true })).toBe('first');
});

test('at a host without renewals, an integration goes first', () => {
  expect(verdict('a')).toBe('first');
});
