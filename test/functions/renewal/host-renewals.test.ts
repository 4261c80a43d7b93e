import { expect, test } from 'vitest';
import { hostRenewals } from '../../../functions/renewal/host-renewals.ts';
import type { ListedRenewal } from '../../../functions/renewal/host-renewals.ts';
import { DAY_MS, NOW } from '../rotation/state-fixture.ts';
import { renewalState } from './renewal-fixture.ts';

const HOST = 'https://acme.alationcloud.com';

/** What an integration may do if the sweep listed these renewals. */
function afterListing(integration: string, ...listed: readonly Partial<ListedRenewal>[]) {
  const hosts = hostRenewals(NOW);
  for (const one of listed)
    hosts.add({ integration: 'x', baseUrl: HOST, renewal: undefined, isDue: false, ...one });
  return hosts.of(integration, HOST);
}

const attemptAgo = (ms: number, changes: object = {}) => renewalState({ at: NOW - ms, ...changes });

test('the first integration by name renews first, and the other integrations wait', () => {
  const due = ['b', 'a', 'c'].map((integration) => ({ integration, isDue: true }));
  expect(['a', 'b', 'c'].map((integration) => afterListing(integration, ...due))).toEqual([
    'first',
    'waits',
    'waits',
  ]);
});

const provenAgo = (ms: number) => ({ integration: 'a', renewal: attemptAgo(ms, { isProven: true }) });

const failedAgo = (ms: number) => ({ isDue: true, renewal: attemptAgo(ms, { phase: 'failed' }) });

test('an integration whose attempt failed lets the other integrations of its host renew first', () => {
  const failed = { integration: 'a', ...failedAgo(DAY_MS) };
  expect(afterListing('b', failed, { integration: 'b', isDue: true })).toBe('first');
  expect(afterListing('a', failed, { integration: 'b', isDue: true })).toBe('waits');
  expect(afterListing('b', { integration: 'b', isDue: true }, failed)).toBe('first');
  expect(afterListing('a', failed)).toBe('first');
});

test('of two integrations whose attempts failed, the integration with the earlier attempt renews first', () => {
  const later = { integration: 'a', ...failedAgo(DAY_MS) };
  const earlier = { integration: 'b', ...failedAgo(2 * DAY_MS) };
  expect(afterListing('b', earlier, later)).toBe('first');
  expect(afterListing('b', later, earlier)).toBe('first');
});

test('after the first renewal at a host, the other integrations wait for a day', () => {
  expect(afterListing('b', provenAgo(DAY_MS - 1))).toBe('waits');
  expect(afterListing('b', provenAgo(DAY_MS))).toBe('proven');
});

test('after a first renewal that proved nothing, an integration of the host renews first again', () => {
  expect(afterListing('b', { integration: 'a', renewal: attemptAgo(DAY_MS) })).toBe('first');
});

test('one harmful renewal stops all renewals at its host, and at no other host', () => {
  const harmful = { integration: 'a', renewal: attemptAgo(100 * DAY_MS, { phase: 'harmful' }) };
  const proven = { integration: 'b', renewal: attemptAgo(9 * DAY_MS, { isProven: true }) };
  expect(afterListing('c', harmful, proven)).toBe('harmful');
  expect(afterListing('c', { ...harmful, baseUrl: 'https://other.alationcloud.com' }, proven)).toBe('proven');
});

test('an integration does not wait because of its own attempt of today', () => {
  expect(
    afterListing('a', { integration: 'a', renewal: attemptAgo(0, { phase: 'failed' }), isDue: true }),
  ).toBe('first');
});

test('at a host without renewals, an integration renews first', () => {
  expect(afterListing('a')).toBe('first');
});
