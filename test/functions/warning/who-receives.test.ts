import { expect, test } from 'vitest';
import type { Listener } from '../../../functions/integration/listener.ts';
import { countGaps, recipientGaps } from '../../../functions/warning/who-receives.ts';

const listener = (changes: Partial<Listener>): Listener => ({
  protocol: 'email',
  endpoint: 'oncall@example.com',
  state: 'confirmed',
  filter: {},
  isProtected: true,
  ...changes,
});
const subjects = [
  { integration: 'tableau', owner: 'bi-team' },
  { integration: 'reports', owner: 'bi-team' },
  { integration: 'loader', owner: 'platform' },
  { integration: 'orphan', owner: undefined },
];
const none = { missing: [], withoutRecipient: [], alarmsWithoutRecipient: false };

test('one confirmed listener without a filter receives everything', () => {
  expect(recipientGaps([listener({})], ['email oncall@example.com'], subjects)).toEqual(none);
});

test('SNS lists an address in lower case, however the settings write it', () => {
  expect(recipientGaps([listener({})], ['email OnCall@Example.com'], subjects).missing).toEqual([]);
});

test.each(['pending', 'deleted'] as const)('a listener that is %s receives nothing', (state) => {
  const gaps = recipientGaps([listener({ state })], ['email oncall@example.com'], subjects);

  expect(gaps.missing).toEqual(['email oncall@example.com']);
  expect(gaps.alarmsWithoutRecipient).toBe(true);
  expect(
    gaps.withoutRecipient.map(({ severity, owner, integrations }) => [severity, owner, integrations]),
  ).toEqual([
    ['warning', 'bi-team', ['tableau', 'reports']],
    ['warning', 'platform', ['loader']],
    ['warning', undefined, ['orphan']],
    ['critical', 'bi-team', ['tableau', 'reports']],
    ['critical', 'platform', ['loader']],
    ['critical', undefined, ['orphan']],
  ]);
  expect(countGaps(gaps)).toBe(8);
});

test('with filters on all listeners, no one receives the alarms and some alerts of other owners and integrations', () => {
  const listeners = [
    listener({ filter: { owner: ['bi-team'], severity: ['critical'] } }),
    listener({ filter: { owner: ['bi-team'], severity: ['warning'], integrations: ['tableau'] } }),
    listener({ filter: { owner: ['platform'] } }),
    listener({ filter: { owner: [{ exists: false }], severity: ['warning', 'critical'] } }),
  ];

  expect(recipientGaps(listeners, [], subjects)).toEqual({
    missing: [],
    withoutRecipient: [{ severity: 'warning', owner: 'bi-team', integrations: ['reports'] }],
    alarmsWithoutRecipient: true,
  });
});

test('an alert that nobody must act on needs no recipient', () => {
  const listeners = [listener({}), listener({ filter: { severity: ['warning', 'critical'] } })];

  expect(countGaps(recipientGaps(listeners.slice(1), [], subjects))).toBe(1);
  expect(recipientGaps(listeners.slice(1), [], subjects)).toEqual({ ...none, alarmsWithoutRecipient: true });
  expect(countGaps(recipientGaps(listeners, [], subjects))).toBe(0);
});
